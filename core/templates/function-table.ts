import * as z from "zod";
import type { Template, TestFunction } from "#core/grading/test-function.ts";

/** The functions of a template as a table of Markdown, from the schemas that are used: it cannot be out of date. */
export function functionTable({ functions }: Template): string {
  const head = ["| function | parameters | what must be |", "| --- | --- | --- |"];
  return [...head, ...[...functions.values()].map(row)].join("\n");
}

function row({ name, parameters, asserts }: TestFunction): string {
  const shape = parameters instanceof z.ZodObject ? parameters.shape : {};
  const listed = Object.entries(shape).flatMap(([key, schema]) => parameter(key, schema));
  return `| \`${name}\` | ${listed.join("; ")} | ${asserts} |`;
}

/** None for a name that is only known in order to refuse it. */
function parameter(key: string, schema: z.ZodType): string[] {
  const type = typeName(schema);
  if (type === undefined) return [];
  const absent = schema.safeParse(undefined);
  const needed = absent.success ? `, default ${shown(absent.data)}` : "";
  return [`\`${key}\`: ${type}${needed}`];
}

function shown(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "none";
  if (value === "") return "empty";
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

interface Shape {
  readonly type?: string | undefined;
  readonly title?: string | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly items?: Shape | undefined;
  readonly anyOf?: readonly Shape[] | undefined;
  readonly not?: object | undefined;
}

const Shape: z.ZodType<Shape> = z.object({
  type: z.union([z.string(), z.array(z.string()).transform(withoutNull)]).optional(),
  title: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  get items() {
    return Shape.optional();
  },
  get anyOf() {
    return z.array(Shape).optional();
  },
  not: z.object().optional(),
});

function typeName(schema: z.ZodType): string | undefined {
  return named(Shape.parse(z.toJSONSchema(schema, { io: "input" })));
}

/** In words; a schema that no words fit has them as its title. */
function named({ type, title, anyOf, not, items, ...limits }: Shape): string | undefined {
  if (title !== undefined) return title;
  if (not !== undefined) return undefined;
  if (anyOf !== undefined) return anyOf.flatMap((each) => named(each) ?? []).join(" or ");
  if (limits.enum !== undefined) return limits.enum.map((value) => `\`${value}\``).join(", ");
  if (type === "integer") return `whole number${range(limits)}`;
  if (type === "number") return `number${range(limits)}`;
  if (type === "array") return `list of ${items === undefined ? "values" : named(items)}`;
  return type === undefined ? "any value" : words.get(type);
}

const words: ReadonlyMap<string, string | undefined> = new Map([
  ["string", "text"],
  ["boolean", "`true` or `false`"],
  ["object", "object"],
  ["null", undefined],
]);

function withoutNull(types: readonly string[]): string | undefined {
  return types.find((type) => type !== "null");
}

function range({ minimum, maximum }: Pick<Shape, "minimum" | "maximum">): string {
  const to = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? "" : ` to ${maximum}`;
  return minimum === undefined ? to : ` from ${minimum}${to}`;
}
