import { describe, expect, it } from "vitest";
import { decodeDefinition } from "#core/assignment/decode-definition.ts";

describe("the bytes of an assignment file", () => {
  it("are text when they are UTF-8, with a byte order mark left for the reader to see", () => {
    expect(decodeDefinition(Buffer.from("\uFEFFtítulo: 1"), "a.yaml")).toEqual({
      ok: true,
      text: "\uFEFFtítulo: 1",
    });
  });

  it("are refused when they are not UTF-8", () => {
    expect(decodeDefinition(Buffer.from("título", "latin1"), "a.yaml")).toMatchObject({
      ok: false,
      finding: {
        severity: "error",
        code: "not_utf8",
        file: "a.yaml",
        message: "the file is not UTF-8 text; save it as UTF-8",
      },
    });
  });

  it("are refused when they are too many, before they are decoded", () => {
    expect(decodeDefinition(Buffer.alloc(1024 * 1024 + 1, 0xff), "a.yaml")).toMatchObject({
      ok: false,
      finding: { code: "too_large", message: expect.stringContaining("more than 1048576 bytes") as unknown },
    });
  });
});
