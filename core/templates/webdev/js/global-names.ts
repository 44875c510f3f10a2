import type { Node, Pattern, VariableDeclaration } from "acorn";

const functions = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "StaticBlock",
]);

/**
 * The names of a declaration that the whole file sees; none for one inside a function or a block,
 * from which only `var` gets out. `ancestors` end with the declaration itself.
 */
export function globalNames(declaration: VariableDeclaration, ancestors: readonly Node[]): readonly string[] {
  const around = ancestors.slice(0, -1).map(({ type }) => type);
  const global =
    declaration.kind === "var"
      ? !around.some((type) => functions.has(type))
      : around.every((type) => type === "Program" || type === "ExportNamedDeclaration");
  return global ? declaration.declarations.flatMap(({ id }) => namesOf(id)) : [];
}

/** `{ a, b: [c = 1], ...d }` binds a, c and d. */
function namesOf(pattern: Pattern): readonly string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        namesOf(property.type === "RestElement" ? property.argument : property.value),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element === null ? [] : namesOf(element)));
    case "AssignmentPattern":
      return namesOf(pattern.left);
    case "RestElement":
      return namesOf(pattern.argument);
    default:
      return [];
  }
}
