import type { Finding } from "#core/assignment/finding.ts";

/** An error as definition v1 words it; `path` is into the file, list places are numbers. */
export interface DefinitionError {
  readonly code:
    | "INVALID_DEFINITION"
    | "DUPLICATE_CRITERION_ID"
    | "MISSING_LANGUAGE_COMMAND"
    | "UNSUPPORTED_FILE_TYPE"
    | "FILE_TARGET_CONFLICT";
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The errors among findings as definition v1 reports them, one for each code and place. */
export function toDefinitionErrors(findings: readonly Finding[]): DefinitionError[] {
  const errors = new Map<string, DefinitionError>();
  for (const { severity, code, pointer, message } of findings) {
    if (severity !== "error") continue;
    const error = { code: codes[code] ?? "INVALID_DEFINITION", path: pathOf(pointer), message };
    const key = `${error.code} ${pointer}`;
    if (!errors.has(key)) errors.set(key, error);
  }
  return [...errors.values()];
}

const codes: Readonly<Record<string, DefinitionError["code"]>> = {
  duplicate_id: "DUPLICATE_CRITERION_ID",
  missing_language_command: "MISSING_LANGUAGE_COMMAND",
  unsupported_file_type: "UNSUPPORTED_FILE_TYPE",
  file_target_conflict: "FILE_TARGET_CONFLICT",
};

function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) =>
      /^(?:0|[1-9][0-9]{0,8})$/.test(key) ? Number(key) : key.replaceAll("~1", "/").replaceAll("~0", "~"),
    );
}
