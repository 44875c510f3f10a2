import type { Progress } from "#core/submission/status.ts";
import type { GradingInputs } from "#runner/grade/grading.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import { fakePool, type SandboxScript } from "#test/support/fake-sandbox.ts";
import { definition, type DefinitionParts } from "#test/support/releases.ts";

const files = [{ path: "main.py", content: Buffer.from("print('hello')"), executable: false }];

/** A grading of one Python file in scripted sandboxes, under a clock of its own. */
export function grading(
  parts: DefinitionParts,
  script: SandboxScript,
  overrides: Partial<GradingInputs> = {},
) {
  const cancel = new AbortController();
  const pool = fakePool(script);
  const progress: Progress[] = [];
  const time = { ms: 0 };
  const inputs: GradingInputs = {
    definition: definition(parts),
    files,
    requestedLanguage: undefined,
    locale: "en",
    bundle: null,
    ...overrides,
  };
  const ports = { pool, clock: () => time.ms, onProgress: (each: Progress) => void progress.push(each) };
  return { cancel, pool, progress, time, run: () => runGrading(inputs, ports, cancel.signal) };
}
