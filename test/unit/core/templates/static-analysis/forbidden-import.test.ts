import { afterAll, describe, expect, it } from "vitest";
import type { Language } from "#core/assignment/language.ts";
import { forbiddenImport } from "#core/templates/static-analysis/forbidden-import.ts";
import { openSyntaxSearch } from "#runner/analysis/open-syntax-search.ts";
import { noSyntax } from "#test/unit/core/no-syntax.ts";
import { fileOf, judge } from "./judging.ts";

const syntax = openSyntaxSearch(new AbortController().signal);
afterAll(() => syntax[Symbol.asyncDispose]());

async function score(language: Language, library: string, text: string): Promise<number> {
  const files = { [fileOf[language]]: text };
  const verdict = await judge(forbiddenImport, { forbidden_imports: [library] }, { syntax, language, files });
  return verdict.score;
}

describe("forbidden_import finds, in Python,", () => {
  it.each([
    ["os", "import os"],
    ["os", "import a, os"],
    ["os", "import a as b, os as c, d"],
    ["os", "import os.path as p"],
    ["os", "from os.path import join"],
    ["os", "from os import *"],
    ["os", "from os import (path,\n  sep)"],
    ["os", "x = 1; import os"],
    ["os", "if x: import os"],
    ["os", "def f():\n    import os\n"],
    ["os", "try:\n  import os\nexcept ImportError:\n  pass"],
    ["os", "import \\\n  os"],
    ["os.path", "import os . path"],
    ["os.path", "from os import path"],
    ["os.path", "from os import sep, path as p"],
    ["os", "__import__('os')"],
    ["os", '__import__("os.path").join'],
    ["os", "import importlib\nimportlib.import_module('os')"],
    ["os", "import importlib as i\ni.import_module('''os''')"],
    ["os", "import builtins\nbuiltins.__import__('os')"],
    ["__future__", "from __future__ import annotations"],
    ["os", "import 𝐨𝐬"],
    ["os", "x = = 1\nimport os\n"],
    ["os", "import os\r\nx = 1\r\n"],
    ["os", "\uFEFFimport os"],
  ])("%s in %j", async (library, text) => {
    expect(await score("python", library, text)).toBe(0);
  });

  it.each([
    ["os", "import ossaudio"],
    ["os", '"""\nimport os\n"""'],
    ["os", "# import os"],
    ["os", "x = 'import os'"],
    ["os", "import a.os"],
    ["os", "import a as os"],
    ["os", "from . import os"],
    ["os", "from .os import x"],
    ["os", "from a import os"],
    ["os.path", "import os"],
    ["os.path", "from os import sep"],
    ["os.path", "from a.os import path"],
    ["os", "f('os')"],
    ["os", "__import__('a', 'os')"],
    ["o.", "import os"],
  ])("but not %s in %j", async (library, text) => {
    expect(await score("python", library, text)).toBe(100);
  });
});

describe("forbidden_import finds, in Java,", () => {
  it.each([
    ["java.util", "import java.util.List;"],
    ["java.util", "import java.util.*;"],
    ["java.util.*", "import java.util.List;"],
    ["java.util.List", "import java.util.List;"],
    ["java.lang.Math", "import static java.lang.Math.sqrt;"],
    ["java.lang.Math", "import static java.lang.Math.*;"],
    ["java.util", "import java . util . List;"],
    ["java.util", "import java./* x */util.List;"],
    ["java.util", "\\u0069mport java.util.List;"],
    ["java.util", "// \\u000a import java.util.List;"],
    ["foo", "import foo;"],
  ])("%s in %j", async (library, text) => {
    expect(await score("java", library, text)).toBe(0);
  });

  it.each([
    ["java.util", "import java.utility.List;"],
    ["java.util", "// import java.util.List;"],
    ["java.util", '/* import java.util.List; */ class A { String s = "import java.util.List;"; }'],
    ["util", "import java.util.List;"],
    ["java.util.List", "import java.util.Map;"],
    ["java.util", "package java.util;"],
  ])("but not %s in %j", async (library, text) => {
    expect(await score("java", library, text)).toBe(100);
  });
});

describe("forbidden_import finds, in JavaScript,", () => {
  it.each([
    ["fs", "const fs = require('fs')"],
    ["fs", "require(`fs`)"],
    ["fs", 'import "fs"'],
    ["fs", "import { a } from 'node:fs'"],
    ["fs", "import a from 'fs/promises'"],
    ["node:fs", "import a from 'fs'"],
    ["fs", "export * from 'fs'"],
    ["fs", 'const m = await import("fs")'],
    ["fs", "module.require('fs')"],
    ["fs", "process.getBuiltinModule('fs')"],
    ["fs", "require('\\u0066s')"],
    ["fs", "require('\\x66s')"],
    ["fs", "r\\u0065quire('fs')"],
    ["@scope/a", "import x from '@scope/a/b'"],
    ["./lib", "import x from './lib'"],
  ])("%s in %j", async (library, text) => {
    expect(await score("node", library, text)).toBe(0);
  });

  it.each([
    ["fs", "// require('fs')"],
    ["fs", "const s = \"import x from 'fs'\""],
    ["fs", "import x from 'fs-extra'"],
    ["fs", "import x from './fs'"],
    ["fs", "f('fs')"],
    ["fs", "import fs from 'other'"],
    ["fs", "require(name, 'fs')"],
  ])("but not %s in %j", async (library, text) => {
    expect(await score("node", library, text)).toBe(100);
  });
});

describe.each(["c", "cpp"] as const)("forbidden_import finds, in %s,", (language) => {
  it.each([
    ["math", "#include <math.h>"],
    ["math.h", "#include <math.h>"],
    ["algorithm", "#  include <algorithm>"],
    ["math", '#include "math.h"'],
    ["sys", "#include <sys/socket.h>"],
    ["math", "#include_next <math.h>"],
    ["math", "#import <math.h>"],
    ["math", "%:include <math.h>"],
    ["math", "#inc\\\nlude <math.h>"],
    ["math", "#include \\\r\n <math.h>"],
    ["math", "#if 1\n#include <math.h>\n#endif"],
  ])("%s in %j", async (library, text) => {
    expect(await score(language, library, `${text}\n`)).toBe(0);
  });

  it.each([
    ["math", "#include <cmath>"],
    ["math", "#include <mathematics.h>"],
    ["math", "// #include <math.h>"],
    ["math", "/*\n#include <math.h>\n*/"],
    ["math", 'const char *s = "<math.h>";'],
    ["math", "#include <sys/math.h>"],
    ["math+", "#include <math.h>"],
  ])("but not %s in %j", async (library, text) => {
    expect(await score(language, library, `${text}\n`)).toBe(100);
  });
});

describe("forbidden_import", () => {
  const forbidden = { forbidden_imports: ["os", "sys"] };

  it("names what was found, where, and how much more there is", async () => {
    const lines = Array.from({ length: 12 }, () => "import os").join("\n");
    const files = { "b/util.py": `\nimport sys\n${lines}` };
    const { message } = await judge(forbiddenImport, forbidden, { syntax, language: "python", files });
    expect(message).toContain("os (b/util.py, line 3), os (b/util.py, line 4)");
    expect(message).toContain("line 12) and 3 more");
    const locale = "pt_br";
    const ptBr = await judge(forbiddenImport, forbidden, { syntax, language: "python", files, locale });
    expect(ptBr.message).toContain("os (b/util.py, linha 3)");
  });

  it("keeps the numbers of lines that C joins", async () => {
    const files = { "main.c": "int a = \\\n 1;\n\n#include <math.h>\n" };
    const { message } = await judge(
      forbiddenImport,
      { forbidden_imports: ["math"] },
      { syntax, language: "c", files },
    );
    expect(message).toContain("math (main.c, line 4)");
  });

  it("finds a forbidden import behind any number of others", async () => {
    const files = { "main.py": `${"import json\n".repeat(20_000)}import sys\n` };
    const { message } = await judge(forbiddenImport, forbidden, { syntax, language: "python", files });
    expect(message).toContain("sys (main.py, line 20001)");
  });

  it("shows no character of a file's name that deceives a reader", async () => {
    const files = { "a\u202eb.py": "import os" };
    const { message } = await judge(forbiddenImport, forbidden, { syntax, language: "python", files });
    expect(message).toContain("a\\u{202e}b.py");
  });

  it("gives 100 without a search when nothing is forbidden", async () => {
    const given = { syntax: noSyntax, language: "python", files: {} } as const;
    expect((await judge(forbiddenImport, {}, given)).score).toBe(100);
  });

  it("looks at the source files of the language only", async () => {
    const files = { "main.py": "x = 1", "README.md": "import os", "data/notes.txt": "import os\n" };
    expect((await judge(forbiddenImport, forbidden, { syntax, language: "python", files })).score).toBe(100);
    const upper = { "main.py": "x = 1", "Util.PY": "import os" };
    expect(
      (await judge(forbiddenImport, forbidden, { syntax, language: "python", files: upper })).score,
    ).toBe(0);
  });

  it("looks at the file that it names, whatever its extension, and at no other", async () => {
    const files = { "main.py": "import os", "solution.txt": "import sys" };
    const given = { syntax, language: "python", files } as const;
    const verdict = await judge(forbiddenImport, forbidden, { ...given, target: "solution.txt" });
    expect(verdict).toMatchObject({ score: 0, message: expect.stringContaining("solution.txt, line 1") });
    const fine = { ...given, files: { ...files, "solution.txt": "x = 1" }, target: "solution.txt" };
    expect((await judge(forbiddenImport, forbidden, fine)).score).toBe(100);
  });

  it("gives nothing for what is not there to be looked at, and says what is missing", async () => {
    const given = { syntax: noSyntax, language: "python", files: { "README.md": "x" } } as const;
    const none = await judge(forbiddenImport, forbidden, given);
    expect(none).toMatchObject({
      score: 0,
      message: expect.stringContaining("no source file in python (.py"),
    });
    const target = await judge(forbiddenImport, forbidden, { ...given, target: "main.py" });
    expect(target).toMatchObject({ score: 0, message: expect.stringContaining("no file 'main.py'") });
  });

  it("refuses more source than can be analysed", async () => {
    const files = { "main.py": new Uint8Array(4 * 1024 * 1024 + 1) };
    const verdict = await judge(forbiddenImport, forbidden, { syntax: noSyntax, language: "python", files });
    expect(verdict).toMatchObject({ score: 0, message: expect.stringContaining("more than 4 MiB") });
  });

  it("is refused at publish where the assignment names no language", () => {
    const parameters = forbiddenImport.parameters.parse(forbidden);
    expect(forbiddenImport.check?.(parameters, [])).toHaveLength(1);
    expect(forbiddenImport.check?.(parameters, ["python"])).toEqual([]);
  });
});
