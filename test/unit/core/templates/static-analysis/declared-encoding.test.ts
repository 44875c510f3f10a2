import { afterAll, describe, expect, it } from "vitest";
import { declaredEncoding, decoded } from "#core/templates/static-analysis/declared-encoding.ts";
import { forbiddenKeyword } from "#core/templates/static-analysis/forbidden-keyword.ts";
import { openSyntaxSearch } from "#runner/analysis/open-syntax-search.ts";
import { judge } from "./judging.ts";

const syntax = openSyntaxSearch(new AbortController().signal);
afterAll(() => syntax[Symbol.asyncDispose]());

describe("the encoding that a Python file declares", () => {
  it.each([
    ["print(1)\n", "utf-8"],
    ["# -*- coding: latin-1 -*-\n", "latin-1"],
    ["#!/usr/bin/python3\n# vim: set fileencoding=cp1252 :\n", "cp1252"],
    ["\n\n# coding: utf-7\n", "utf-8"],
    ["x = 'coding: utf-7'\n", "utf-8"],
  ])("of %j is %s", (text, encoding) => {
    expect(declaredEncoding(Buffer.from(text))).toBe(encoding);
  });

  it("is read as Python reads it, where anybody can", () => {
    expect(decoded(Buffer.from("m\xe9dia", "latin1"), "Latin_1")).toBe("média");
    expect(decoded(Buffer.from("média"), "UTF_8")).toBe("média");
    expect(decoded(Buffer.from("x"), "utf-7")).toBeUndefined();
    expect(decoded(Buffer.from("x"), "unicode_escape")).toBeUndefined();
  });
});

describe("a forbidden call that is hidden by an encoding", () => {
  const scored = async (content: Buffer) =>
    await judge(
      forbiddenKeyword,
      { forbidden_keywords: ["eval_call"] },
      { syntax, language: "python", files: { "main.py": content } },
    );

  it.each(["utf-7", "unicode_escape", "rot13"])("is not seen to be absent in %s", async (encoding) => {
    const verdict = await scored(Buffer.from(`# coding: ${encoding}\n+AGUAdgBhAGw-('1')\n`));

    expect(verdict.score).toBe(0);
    expect(verdict.message).toContain(`'main.py' says that it is encoded in '${encoding}'`);
  });

  it("is found in one that has its letters elsewhere", async () => {
    // In Latin-1, ª is a letter that names take for an a.
    expect(await scored(Buffer.from("# coding: latin-1\nev\xaal('1')\n", "latin1"))).toMatchObject({
      score: 0,
    });
    expect(await scored(Buffer.from("# coding: latin-1\nprint('m\xe9dia')\n", "latin1"))).toMatchObject({
      score: 100,
    });
  });
});
