import type { Reference } from "#core/assignment/reference.ts";
import type { Release } from "#core/assignment/release.ts";
import type { CheckVerdict } from "#core/job/check-verdict.ts";
import { checkId } from "#core/submission/ids.ts";
import { customRules } from "#core/templates/static-analysis/rule-check.ts";
import { claimCheck, type ClaimDeps } from "./claim-check.ts";
import { findReferences } from "./find-references.ts";
import type { JudgedObject } from "./read-definition.ts";
import { type Check, type CheckItem, sendCheckJob, type SendingDeps } from "./send-check-job.ts";

export interface CheckDeps extends ClaimDeps, SendingDeps {}

export interface CheckProblem {
  /** Of the reference; undefined where the problem is none of a reference's. */
  readonly index: number | undefined;
  readonly code: "reference_missing" | "reference_too_large" | "reference_missed" | "not_checked";
  readonly message: string;
}

export interface ReleaseCheck {
  readonly inputs: readonly JudgedObject[];
  readonly problems: readonly CheckProblem[];
  /** Why rules cannot be used, by `ruleKey`. */
  readonly badRules: ReadonlyMap<string, string>;
  /** Of the references whose verdict is there, in the order of the assignment. */
  readonly references: readonly { readonly path: string; readonly met: boolean; readonly score?: number }[];
  /** How many verdicts are not there yet. */
  readonly waiting: number;
  /** Whether the platform failed to check something: uploading the assignment again has it tried again. */
  readonly givenUp: boolean;
}

/** Whether there is anything that only a runner can tell of a release. */
export function needsCheck({ definition }: Release): boolean {
  return definition.references !== undefined || customRules(definition).length > 0;
}

/**
 * What is known of the references of a release and of its own rules. What no runner has looked at yet is sent to one;
 * its verdict comes back through the publications queue, and the last of them has the assignment published.
 */
export async function checkRelease(deps: CheckDeps, release: Release): Promise<ReleaseCheck> {
  const references = release.definition.references ?? [];
  const { found, problems } = await findReferences(deps, release, references);
  const inputs = found.map(({ key, versionId }) => ({ key, versionId }));
  if (problems.length > 0) {
    return { inputs, problems, badRules: new Map(), references: [], waiting: 0, givenUp: false };
  }
  const rules: CheckItem[] = customRules(release.definition).length > 0 ? [{ index: references.length }] : [];
  const items = [...found.map((reference) => ({ index: reference.index, reference })), ...rules];
  const check = { release, checkId: checkId(release.releaseId, inputs), total: items.length };
  const verdicts: CheckVerdict[] = [];
  for (const item of items) verdicts.push(...(await verdictOrJob(deps, check, item)));
  return {
    inputs,
    problems: verdicts.flatMap((verdict) => problemIn(verdict, references)),
    badRules: new Map(verdicts.flatMap(({ rules: bad = [] }) => bad.map((each) => [each.key, each.problem]))),
    references: verdicts.flatMap(({ index, problem, score }) => {
      const path = references[index]?.path;
      const graded = { met: problem === undefined, ...(score === undefined ? {} : { score }) };
      return path === undefined ? [] : [{ path, ...graded }];
    }),
    waiting: items.length - verdicts.length,
    givenUp: verdicts.some((verdict) => verdict.givenUp === true),
  };
}

async function verdictOrJob(deps: CheckDeps, check: Check, item: CheckItem): Promise<CheckVerdict[]> {
  const { course, assignment } = check.release;
  const state = await claimCheck(deps, { course, assignment, checkId: check.checkId, index: item.index });
  if (state.kind === "known") return [state.verdict];
  if (state.kind === "claimed") {
    await sendCheckJob(deps, check, { ...item, run: state.run });
    await state.sent();
  }
  return [];
}

function problemIn(
  { index, problem, givenUp }: CheckVerdict,
  references: readonly Reference[],
): CheckProblem[] {
  if (problem === undefined) return [];
  const path = references[index]?.path;
  const what = path === undefined ? "the rules of forbidden_keyword" : `references/${path}`;
  return [
    {
      index: path === undefined ? undefined : index,
      code: givenUp === true ? "not_checked" : "reference_missed",
      message: `${what}: ${problem}`,
    },
  ];
}
