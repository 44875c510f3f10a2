import * as fc from "fast-check";
import { expect, it } from "vitest";
import { deadlineKey, deadlinesFrom, parseDeadlineKey } from "#core/capacity/deadline-key.ts";
import { Slug } from "#core/submission/ids.ts";

const slug = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/).map((text) => Slug.parse(text));
const date = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

it("says of which assignment and when it is", () => {
  fc.assert(
    fc.property(slug, slug, date, (course, assignment, dueAt) => {
      const key = deadlineKey({ course, assignment }, dueAt);

      expect(parseDeadlineKey(key)).toEqual({ ref: { course, assignment }, dueAtMs: dueAt.getTime() });
    }),
  );
});

it("is listed from a time on exactly when it is due then or later", () => {
  fc.assert(
    fc.property(slug, date, date, (name, dueAt, from) => {
      const key = deadlineKey({ course: name, assignment: name }, dueAt);
      const { prefix, startAfter } = deadlinesFrom(from);

      expect(key.startsWith(prefix) && key > startAfter).toBe(dueAt >= from);
    }),
  );
});

it.each([
  "_schedule/",
  "_schedule/soon/cs1/a.json",
  "_schedule/2026-12-01T00:00:00.000Z/cs1",
  "cs1/a/current.json",
])("is not %s", (key) => expect(parseDeadlineKey(key)).toBeUndefined());
