import type { Template, TestFunction } from "#core/grading/test-function.ts";
import { apiFunctions } from "#core/templates/api/api.ts";
import { customCheck } from "#core/templates/custom/custom-check.ts";
import { dontFail } from "#core/templates/input-output/dont-fail.ts";
import { expectFileArtifact } from "#core/templates/input-output/expect-file-artifact.ts";
import { expectOutput } from "#core/templates/input-output/expect-output.ts";
import { aiAlgorithmTests } from "#core/templates/static-analysis/ai/algorithm-tests.ts";
import { forbiddenImport } from "#core/templates/static-analysis/forbidden-import.ts";
import { forbiddenKeyword } from "#core/templates/static-analysis/forbidden-keyword.ts";
import { webdev } from "#core/templates/webdev/webdev.ts";

/** Every template by its name. A test names its template, so the same function name may occur in two. */
export const templates: ReadonlyMap<string, Template> = new Map(
  [
    template({
      name: "input_output",
      requiresSandbox: true,
      functions: [expectOutput, dontFail, expectFileArtifact],
    }),
    template({ name: "api", requiresSandbox: true, functions: apiFunctions }),
    template({
      name: "static_analysis",
      requiresSandbox: false,
      functions: [forbiddenImport, forbiddenKeyword, ...aiAlgorithmTests],
    }),
    template({ name: "custom", requiresSandbox: true, functions: [customCheck] }),
    template({ name: "webdev", requiresSandbox: false, functions: webdev }),
  ].map((each) => [each.name, each]),
);

interface TemplateParts {
  readonly name: string;
  readonly requiresSandbox: boolean;
  readonly functions: readonly TestFunction[];
}

function template({ name, requiresSandbox, functions }: TemplateParts): Template {
  return { name, requiresSandbox, functions: new Map(functions.map((each) => [each.name, each])) };
}
