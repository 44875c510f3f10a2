import type * as z from "zod";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Throws a `SettingsError` that names every variable that is missing or wrong. */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  env: Environment,
): z.output<Schema> {
  const parsed = schema.safeParse(env);
  if (!parsed.success) throw new SettingsError(parsed.error.issues.map((issue) => complaint(issue, env)));
  return parsed.data;
}

export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(complaints: readonly string[]) {
    super(`the environment is not complete:\n${complaints.map((line) => `  ${line}`).join("\n")}`);
  }
}

function complaint(issue: z.core.$ZodIssue, env: Environment): string {
  const variable = String(issue.path[0]);
  const value = env[variable];
  if (value === undefined) return `${variable} is not set`;
  return `${variable}='${value.slice(0, 80)}': ${issue.message}`;
}
