import { describe, expect, it } from "vitest";
import { routeMessage } from "#lambdas/publish-assignment/route-message.ts";
import { objectCreated } from "#test/support/uploads.ts";

describe("a message of the publications queue", () => {
  it.each([
    {
      key: "cs1/hello/assignment.yaml",
      route: { kind: "publish", ref: { course: "cs1", assignment: "hello" } },
    },
    {
      key: "cs1/hello/assets/a/b.csv",
      route: { kind: "publish", ref: { course: "cs1", assignment: "hello" } },
    },
    { key: "cs1/shared/words.txt", route: { kind: "publish-course", course: "cs1" } },
    { key: "cs1/hello/README.md", route: { kind: "ignore", key: "cs1/hello/README.md" } },
    { key: "notes.txt", route: { kind: "ignore", key: "notes.txt" } },
  ])("of $key is $route.kind", ({ key, route }) => {
    expect(routeMessage(objectCreated({ bucket: "b", key }))).toEqual(route);
  });

  it("of our own asks for one assignment", () => {
    const request = { schema: 1, kind: "publish", course: "cs1", assignment: "hello" };

    expect(routeMessage(JSON.stringify(request))).toEqual({
      kind: "publish",
      ref: { course: "cs1", assignment: "hello" },
    });
  });

  it.each(["", "[]", '{"kind":"publish"}', '{"id":"1","detail":{}}'])(
    "that is neither (%s) is an error",
    (text) => {
      expect(() => routeMessage(text)).toThrow();
    },
  );
});
