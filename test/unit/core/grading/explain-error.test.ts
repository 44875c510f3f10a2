import { describe, expect, it } from "vitest";
import { AssayError } from "#core/errors.ts";
import { explainError } from "#core/grading/explain-error.ts";

describe("an error in a result", () => {
  it("says in the student's language what happened and what to do", () => {
    const error = new AssayError("required_file_missing", { paths: "main.py, util.py" });
    expect(explainError(error, "en")).toEqual({
      code: "required_file_missing",
      blame: "student",
      message: "Required files are missing: main.py, util.py.",
      advice: expect.stringContaining("Check the spelling"),
      context: { paths: "main.py, util.py" },
    });
    expect(explainError(error, "pt_br").message).toBe("Faltam arquivos obrigatórios: main.py, util.py.");
  });

  it("does not show the inside of a platform fault", () => {
    const error = new AssayError("internal", { detail: "ENOENT /var/lib/assay", test: "t" });
    const shown = explainError(error, "en");
    expect(JSON.stringify(shown)).not.toContain("/var/lib");
    expect(shown.context).toEqual({ test: "t" });
  });
});
