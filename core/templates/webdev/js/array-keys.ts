import type { ArrayExpression, ObjectExpression } from "acorn";

/** The keys of each object that stands in an array, however they are quoted. */
export function arrayKeys({ elements }: ArrayExpression): readonly ReadonlySet<string>[] {
  return elements.filter((element) => element?.type === "ObjectExpression").map(keysOf);
}

function keysOf({ properties }: ObjectExpression): ReadonlySet<string> {
  const keys = properties.flatMap((property) => {
    if (property.type !== "Property" || property.computed) return [];
    if (property.key.type === "Identifier") return [property.key.name];
    return property.key.type === "Literal" ? [String(property.key.value)] : [];
  });
  return new Set(keys);
}
