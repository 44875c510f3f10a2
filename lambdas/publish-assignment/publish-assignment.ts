import type { Finding } from "#core/assignment/finding.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import type { Release } from "#core/assignment/release.ts";
import type { ReleaseId } from "#core/submission/ids.ts";
import type { AssignmentRef } from "#core/submission/keys.ts";
import { templates } from "#core/templates/registry.ts";
import { ruleKey, withRuleProblems } from "#core/templates/static-analysis/rule-check.ts";
import { type CheckDeps, checkRelease, needsCheck, type ReleaseCheck } from "./check-release.ts";
import { readCurrentState } from "./current-state.ts";
import { type MadeRelease, makeRelease } from "./make-release.ts";
import { type DefinitionRead, type JudgedObject, readDefinition } from "./read-definition.ts";
import { resolveAssets } from "./resolve-assets.ts";
import { writeCurrent } from "./write-current.ts";
import { writeValidation } from "./write-validation.ts";

/** What became of an assignment. A fault of the platform is none of these: it rejects, and is tried again. */
export type Publication =
  /** There is no definition yet. */
  | { readonly outcome: "nothing" }
  | { readonly outcome: "invalid"; readonly findings: readonly Finding[] }
  /** Valid as far as is known, and not current before its references and its rules are checked. */
  | { readonly outcome: "checking" }
  | { readonly outcome: "unchanged"; readonly releaseId: ReleaseId }
  | { readonly outcome: "published"; readonly releaseId: ReleaseId };

/** Each time, another publication of the same assignment has got further, so this ends. */
const TRIES = 8;

/**
 * Publishes an assignment as it is in the bucket now. It may be called at any time and any number of times:
 * the same definition and the same assets make the same release, and nothing is read or built twice.
 */
export async function publishAssignment(deps: CheckDeps, ref: AssignmentRef): Promise<Publication> {
  for (let tries = 0; tries < TRIES; tries++) {
    const publication = await publishOnce(deps, ref);
    if (publication !== "overtaken") return publication;
  }
  throw new Error(`${ref.course}/${ref.assignment} was overtaken by ${TRIES} other publications`);
}

async function publishOnce(deps: CheckDeps, ref: AssignmentRef): Promise<Publication | "overtaken"> {
  const state = await readCurrentState(deps.s3, deps.releasesBucket, ref);
  const judgement = await judge(deps, ref, state.release);
  if (judgement === undefined) return { outcome: "nothing" };

  const { release, findings, inputs, references, check } = judgement;
  const waiting = check?.waiting ?? 0;
  const isNew = release !== undefined && release.releaseId !== state.release?.releaseId;
  if (isNew && !(await writeCurrent(deps, release, state.overCurrent))) return "overtaken";
  const current = release ?? state.release;
  const report = {
    ok: release !== undefined,
    ...(release === undefined ? {} : { releaseId: release.releaseId }),
    ...(current === undefined ? {} : { currentReleaseId: current.releaseId }),
    findings: [...findings],
    ...(waiting === 0 ? {} : { checking: waiting }),
    ...(references === undefined ? {} : { references: [...references] }),
    ...(check?.givenUp === true && { retryable: true as const }),
    inputs: [...inputs],
  };
  if (!(await writeValidation(deps, ref, { report, over: state.overValidation }))) return "overtaken";
  if (waiting > 0) return { outcome: "checking" };
  if (release === undefined) return { outcome: "invalid", findings };
  return { outcome: isNew ? "published" : "unchanged", releaseId: release.releaseId };
}

interface Judgement {
  /** Absent when the assignment is not valid, or not known to be yet. */
  readonly release: Release | undefined;
  readonly findings: readonly Finding[];
  readonly inputs: readonly JudgedObject[];
  /** Absent when there is nothing to check, or it cannot be checked yet. */
  readonly check?: ReleaseCheck;
  /** Absent when the assignment has none. */
  readonly references?: ReleaseCheck["references"];
}

/** Undefined when there is nothing to judge. */
async function judge(
  deps: CheckDeps,
  ref: AssignmentRef,
  previous: Release | undefined,
): Promise<Judgement | undefined> {
  const definition = await readDefinition(deps.s3, deps.assignmentsBucket, ref);
  if (definition.kind === "none") return undefined;
  if (definition.kind === "unreadable") {
    return { release: undefined, findings: [definition.finding], inputs: definition.inputs };
  }
  const { fileName, input } = definition;
  const reading = readAssignment(definition.text, fileName);
  if (!reading.ok) return { release: undefined, findings: reading.findings, inputs: [input] };

  const { assignment } = reading;
  const wanted = { ref, assets: assignment.setup.assets };
  const { assets, problems } = await resolveAssets(deps.s3, deps.assignmentsBucket, wanted);
  const inputs = [input, ...assets.map(({ key, versionId }) => ({ key, versionId }))];
  const made: MadeRelease =
    problems.length > 0
      ? { ok: false, problems }
      : await makeRelease(deps, { ref, assignment, assets, previous });
  const errorAt = (pointer: string, { code, message }: Pick<Finding, "code" | "message">): Finding => {
    return { severity: "error", code, file: fileName, ...reading.locate(pointer), pointer, message };
  };
  if (!made.ok) {
    const findings = made.problems.map(({ index, ...problem }) =>
      errorAt(index === undefined ? "" : (reading.assetPointers[index] ?? ""), problem),
    );
    return { release: undefined, findings: [...reading.findings, ...findings], inputs };
  }
  if (!needsCheck(made.release)) return { release: made.release, findings: reading.findings, inputs };

  const check = await checkRelease(deps, made.release);
  const findings = [
    ...withBadRules(definition, reading.findings, check),
    ...check.problems.map(({ index, ...problem }) =>
      errorAt(index === undefined ? "" : `/references/${index}`, problem),
    ),
  ];
  const isValid = check.waiting === 0 && findings.every(({ severity }) => severity !== "error");
  return {
    release: isValid ? made.release : undefined,
    findings,
    inputs: [...inputs, ...check.inputs],
    check,
    ...(assignment.references === undefined ? {} : { references: check.references }),
  };
}

/** The file is read again, so that each rule that cannot be used is reported where it stands. */
function withBadRules(
  { text, fileName }: Extract<DefinitionRead, { kind: "read" }>,
  findings: readonly Finding[],
  { badRules }: ReleaseCheck,
): readonly Finding[] {
  if (badRules.size === 0) return findings;
  const registry = withRuleProblems(templates, (rule, language) => badRules.get(ruleKey(rule, language)));
  return readAssignment(text, fileName, registry).findings;
}
