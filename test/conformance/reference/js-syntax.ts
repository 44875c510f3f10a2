import { Script } from "node:vm";
import { parse, type SgNode } from "@ast-grep/napi";
import { literal } from "./model.ts";

/** A script without comments, its strings empty. */
export function codeOf(js: string): string {
  return js
    .replaceAll(
      /\/\*.*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/gs,
      (found) => (found.startsWith("/") ? " " : '""'),
    )
    .replaceAll("?.", ".");
}

/** Some code, with any blanks between its parts, where it is not a part of a longer name. */
export function wholeCode(code: string): RegExp {
  const parts = code.match(/[\w$]+|[^\w$\s]/g) ?? [];
  const before = /^[\w$]/.test(code) ? String.raw`(?<![\w$])` : "";
  const after = /[\w$]$/.test(code) ? String.raw`(?![\w$])` : "";
  return new RegExp(`${before}${parts.map(literal).join(String.raw`\s*`)}${after}`);
}

/** The syntax tree by another parser than ours; undefined where the script has an error. */
export function readJs(js: string): SgNode | undefined {
  const root = parse("JavaScript", js).root();
  const wrong = root.find({ rule: { kind: "ERROR" } }) !== null || !compiles(js);
  return wrong ? undefined : root;
}

/** That parser mends what is missing; of a script the engine can say so, of a module it would have to run it. */
function compiles(js: string): boolean {
  if (/^\s*(?:import|export)\b|\bawait\b/m.test(js)) return true;
  try {
    return new Script(js) instanceof Script;
  } catch (error) {
    return error instanceof SyntaxError && error.message.startsWith("Illegal return");
  }
}

export function globalsOf(root: SgNode): number {
  const bound = { any: ["identifier", "shorthand_property_identifier_pattern"].map((kind) => ({ kind })) };
  return root.findAll({ rule: { kind: "variable_declarator" } }).reduce((sum, declarator) => {
    const around = declarator.ancestors().map((each) => String(each.kind()));
    const isVar = around[0] === "variable_declaration";
    const outside = isVar
      ? !around.some((kind) => /function|method_definition|class_static_block/.test(kind))
      : around.slice(1).every((kind) => kind === "program" || kind === "export_statement");
    const name = declarator.field("name");
    if (!outside || name === null) return sum;
    if (name.kind() === "identifier") return sum + 1;
    const names = name.findAll({ rule: bound }).filter((each) => {
      const right = each
        .ancestors()
        .find((inner) => /assignment_pattern/.test(String(inner.kind())))
        ?.field("right");
      return right === null || right === undefined || each.range().start.index < right.range().start.index;
    });
    return sum + names.length;
  }, 0);
}

/** Of each array that a variable is declared with, how many of its objects have the key. */
export function arraysOf(root: SgNode, key: string): readonly number[] {
  return root.findAll({ rule: { kind: "variable_declarator" } }).flatMap((declarator) => {
    const value = declarator.field("value");
    if (value?.kind() !== "array") return [];
    const objects = value.children().filter((child) => child.kind() === "object");
    const having = objects.filter((object) => keysOf(object).includes(key));
    return [having.length];
  });
}

function keysOf(object: SgNode): readonly string[] {
  return object.children().flatMap((child) => {
    if (child.kind() === "shorthand_property_identifier") return [child.text()];
    const name = child.kind() === "pair" ? child.field("key") : null;
    return name === null ? [] : [name.text().replace(/^["'](.*)["']$/s, "$1")];
  });
}
