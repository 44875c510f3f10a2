import type { Language } from "#core/assignment/language.ts";

type Rule = Readonly<Record<string, unknown>>;

/** An ast-grep rule that finds every import of a library, and nothing in comments or strings that only looks so. */
export function importRule(library: string, language: Language): Rule {
  return rules[language](library);
}

const rules: Readonly<Record<Language, (library: string) => Rule>> = {
  python: pythonImport,
  java: javaImport,
  node: nodeImport,
  cpp: include,
  c: include,
};

const pythonGap = String.raw`[\s\\]*`;

/** A module is imported with its parents: `import os.path` is an import of `os`. Relative imports are the student's own. */
function pythonImport(library: string): Rule {
  const module = dotted(library, pythonGap);
  const regex = `^${module}(?:[.\\s\\\\]|$)`;
  const parent = library.split(".").slice(0, -1).join(".");
  const call = {
    kind: "call",
    has: { field: "function", regex: String.raw`(?:^|\.)\s*(?:__import__|import_module)$` },
  };
  return {
    any: [
      { kind: "dotted_name", regex, ...within("import_statement") },
      { kind: "dotted_name", regex, inside: { kind: "import_from_statement", field: "module_name" } },
      { kind: "string_content", regex, inside: { kind: "string", ...firstOf("argument_list", call) } },
      ...(library === "__future__" ? [{ kind: "future_import_statement" }] : []),
      ...(parent === "" ? [] : [fromImport(parent, library.slice(parent.length + 1))]),
    ],
  };
}

/** `from os import path` imports `os.path`. */
function fromImport(parent: string, name: string): Rule {
  const module = { field: "module_name", regex: `^${dotted(parent, pythonGap)}$` };
  return {
    kind: "dotted_name",
    regex: `^${literal(name)}$`,
    not: { inside: { kind: "import_from_statement", field: "module_name" } },
    ...within("import_from_statement", { has: module }),
  };
}

/** One of the names of a statement, with or without an `as`. A `field` would only be the first of them. */
function within(statement: string, more: Rule = {}): Rule {
  const inside = { kind: statement, ...more };
  return { any: [{ inside }, { inside: { kind: "aliased_import", inside } }] };
}

/** A package, a class, or a static member, single or with all that is in it. */
function javaImport(library: string): Rule {
  const gap = String.raw`(?:\s|/\*(?s:.*?)\*/|//[^\n]*)*`;
  const name = dotted(library.replace(/\.\*$/, ""), gap);
  const regex = `^${name}${gap}(?:\\.|$)`;
  const inside = { kind: "import_declaration" };
  return {
    any: [
      { kind: "scoped_identifier", regex, inside },
      { kind: "identifier", regex, inside },
    ],
  };
}

/** `fs`, `node:fs` and `fs/promises`, however they are asked for. */
function nodeImport(library: string): Rule {
  const regex = `^(?:node:)?${literal(library.replace(/^node:/, ""))}(?:/|$)`;
  const call = {
    kind: "call_expression",
    has: { field: "function", regex: String.raw`^import$|(?:^|\.)\s*(?:require|getBuiltinModule)$` },
  };
  const asked = { any: [{ kind: "import_statement" }, { kind: "export_statement" }] };
  const text = { any: [{ kind: "string" }, { kind: "template_string" }] };
  return {
    kind: "string_fragment",
    regex,
    inside: { all: [text, { any: [{ inside: asked }, firstOf("arguments", call)] }] },
  };
}

/** `<lib>`, `"lib.h"`, `<lib/part.h>`, and the same by the directives that compilers add. */
function include(library: string): Rule {
  const path = `[<"]${literal(library)}[/.>"]`;
  const directive = { field: "directive", regex: String.raw`^#\s*(?:include_next|import)$` };
  return {
    any: [
      { kind: "system_lib_string", regex: `^${path}`, inside: { kind: "preproc_include" } },
      { kind: "string_literal", regex: `^${path}`, inside: { kind: "preproc_include" } },
      {
        kind: "preproc_arg",
        regex: String.raw`^\s*${path}`,
        inside: { kind: "preproc_call", has: directive },
      },
    ],
  };
}

function firstOf(list: string, call: Rule): Rule {
  return { nthChild: 1, inside: { kind: list, inside: call } };
}

/** Names with dots between, where a language allows `gap` around each dot. */
function dotted(name: string, gap: string): string {
  return name.split(".").map(literal).join(`${gap}\\.${gap}`);
}

/** A text as a regular expression of ast-grep, which has those of Rust. */
function literal(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$#&~/-]/g, String.raw`\$&`);
}
