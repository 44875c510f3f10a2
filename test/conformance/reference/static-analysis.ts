import type { Language } from "#core/assignment/language.ts";
import { sourceExtensions } from "#core/assignment/language.ts";
import { parseSource } from "#runner/analysis/grammars.ts";
import { count, literal, texts } from "./model.ts";

/** A test of `static_analysis` with the files that it is given. */
export interface Analysed {
  readonly type: string;
  readonly language: Language;
  readonly files: readonly (readonly [name: string, content: string])[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What the reference system makes of it; undefined for what it cannot tell. */
export function theirs(analysed: Analysed): number | undefined {
  const { type, files, language, parameters } = analysed;
  if (type === "forbidden_import") {
    const libraries = texts(parameters["forbidden_imports"]);
    const patterns = libraries.flatMap((library) => lines[language](literal(library)));
    const found = files.some(([, content]) => patterns.some((pattern) => pattern.test(content)));
    return libraries.length > 0 && found ? 0 : 100;
  }
  if (type !== "forbidden_keyword") return undefined;
  const rules = rulesOf(analysed);
  if (rules.length === 0 || files.length === 0) return 100;
  if (files.some(([name]) => unparsed.test(name))) return 0;
  return files.some(([, content]) => matches(content, language, rules)) ? 0 : 100;
}

/** The same of files that are sources only, and none is not enough; imports in any form that the language has. */
export function instead(analysed: Analysed, target: boolean): number | undefined {
  const { type, language, parameters } = analysed;
  const files = target ? analysed.files : sourcesOf(analysed);
  const libraries = texts(parameters["forbidden_imports"]).map((library) => library.trim());
  const rules = type === "forbidden_keyword" ? rulesOf(analysed) : [];
  if (type === "forbidden_import" && libraries.length === 0) return 100;
  if (type === "forbidden_keyword" && rules.length === 0) return 100;
  if (files.length === 0) return 0;
  if (type === "forbidden_keyword")
    return files.some(([, content]) => matches(content, language, rules)) ? 0 : 100;
  if (type !== "forbidden_import") return undefined;
  const found = files.some(([, content]) =>
    libraries.some((library) =>
      everyForm[language](library).some((pattern) => pattern.test(bare(content, language))),
    ),
  );
  return found ? 0 : 100;
}

/** Whether the files that are looked at are not all sources of the language, or there are none. */
export function hasOtherFiles(analysed: Analysed): boolean {
  return analysed.files.length === 0 || sourcesOf(analysed).length < analysed.files.length;
}

function sourcesOf({ files, language }: Analysed): Analysed["files"] {
  return files.filter(([name]) => sourceExtensions[language].some((end) => name.toLowerCase().endsWith(end)));
}

const unparsed = /\.(?:png|jpe?g|gif|pdf|zip|tar|gz|json|ya?ml|md|txt)$/i;

/** What the reference system looks for, line by line. */
const lines: Readonly<Record<Language, (library: string) => readonly RegExp[]>> = {
  python: (library) => [
    new RegExp(`^\\s*import\\s+${library}\\b`, "m"),
    new RegExp(`^\\s*from\\s+${library}\\b`, "m"),
  ],
  java: (library) => [new RegExp(`^\\s*import\\s+(?:static\\s+)?${library}\\b`, "m")],
  node: (library) => [
    new RegExp(`\\brequire\\s*\\(\\s*['"]${library}['"]\\s*\\)`, "m"),
    new RegExp(`^\\s*import\\s+.*?['"]${library}['"]`, "m"),
  ],
  cpp: (library) => [new RegExp(`^\\s*#\\s*include\\s*[<"]${library}[/.>"]`, "m")],
  c: (library) => [new RegExp(`^\\s*#\\s*include\\s*[<"]${library}[/.>"]`, "m")],
};

/** The forms that a language has, in a source without comments. */
const everyForm: Readonly<Record<Language, (library: string) => readonly RegExp[]>> = {
  python: (library) => {
    const name = literal(library);
    const [parent, child] = [library.split(".").slice(0, -1).join("."), library.split(".").at(-1) ?? ""];
    const from =
      parent === ""
        ? []
        : [new RegExp(`\\bfrom\\s+${literal(parent)}\\s+import\\s[^\\n]*\\b${literal(child)}\\b`)];
    return [
      new RegExp(`(?:^|[;:\\n])[ \\t]*import\\s+(?:[^\\n;]*,\\s*)?${name}(?![\\w])`),
      new RegExp(`(?:^|[;:\\n])[ \\t]*from\\s+${name}(?:\\s|\\.)`),
      new RegExp(`(?:__import__|import_module)\\s*\\(\\s*[rbuRBU]*["']${name}(?:\\.[\\w.]*)?["']`),
      ...from,
    ];
  },
  java: (library) => [
    new RegExp(
      `\\bimport\\s+(?:static\\s+)?${library.replace(/\.\*$/, "").split(".").map(literal).join("\\s*\\.\\s*")}\\s*[.;]`,
    ),
  ],
  node: (library) => {
    const name = `["'\`](?:node:)?${literal(library.replace(/^node:/, ""))}(?:/[^"'\`]*)?["'\`]`;
    return [
      new RegExp(`\\b(?:require|import|getBuiltinModule)\\s*\\(\\s*${name}`),
      new RegExp(`\\bfrom\\s*${name}`),
      new RegExp(`\\bimport\\s*${name}`),
    ];
  },
  cpp: included,
  c: included,
};

function included(library: string): readonly RegExp[] {
  return [new RegExp(`^[ \\t]*#\\s*(?:include|include_next|import)\\s*[<"]${literal(library)}[/.>"]`, "m")];
}

/** A source without its comments; of Python, without texts that import nothing too. */
function bare(source: string, language: Language): string {
  if (language !== "python") {
    return source.replaceAll(
      /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\*.*?\*\/|\/\/[^\n]*/gs,
      (found) => (found.startsWith("/") ? " " : /\b(?:require|import)\b/.test(found) ? '""' : found),
    );
  }
  const calls = /(?:__import__|import_module)\s*\(\s*$/;
  return source.replaceAll(
    /"""(?:\\.|[^\\])*?"""|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*|\\\r?\n/gs,
    (found, at: number) => (calls.test(source.slice(0, at)) ? found : found.startsWith("#") ? " " : '""'),
  );
}

const kinds: Readonly<Record<string, readonly [languages: readonly Language[], rule: object]>> = {
  for_loop: [["python", "java", "node", "cpp", "c"], { kind: "for_statement" }],
  while_loop: [["python", "java", "node", "cpp", "c"], { kind: "while_statement" }],
  do_while_loop: [["cpp", "c"], { kind: "do_statement" }],
  eval_call: [["python", "node"], { pattern: "eval($$$)" }],
  exec_call: [["python"], { pattern: "exec($$$)" }],
};

function rulesOf({ parameters, language }: Analysed): readonly object[] {
  const named = texts(parameters["forbidden_keywords"]).flatMap((keyword) =>
    knows(keyword, language) ? [kinds[keyword]?.[1] ?? {}] : [],
  );
  const own: unknown = parameters["custom_ast_grep_rules"];
  const given = Array.isArray(own)
    ? own.filter((rule: unknown) => typeof rule === "object" && rule !== null)
    : [];
  return [...named, ...given];
}

/** Whether a keyword is one that can be forbidden in a language. */
export function knows(keyword: string, language: Language): boolean {
  return Object.hasOwn(kinds, keyword) && kinds[keyword]?.[0].includes(language) === true;
}

function matches(content: string, language: Language, rules: readonly object[]): boolean {
  const root = parseSource(language, content);
  return rules.some((rule) => count(String(root.findAll({ rule }).length), /[1-9]/g) > 0);
}
