import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { RulesJob } from "#core/job/check-job.ts";
import { verdictOn } from "#core/job/check-verdict.ts";
import { customRules, ruleKey } from "#core/templates/static-analysis/rule-check.ts";
import { checkRules } from "#runner/analysis/check-rules.ts";
import type { JobFields } from "#runner/consume/process-delivery.ts";
import type { ReferencePorts } from "#runner/grade/handle-reference.ts";

/** More tell an instructor no more, and SQS takes 256 KiB. */
const BAD_RULES = 100;
const PROBLEM_CHARACTERS = 500;

/** Has an instructor's rules compiled by what will search with them, and tells publish-assignment which cannot be used. */
export async function handleRules(
  job: RulesJob,
  ports: Pick<ReferencePorts, "fetchRelease" | "sqs" | "publicationsQueueUrl">,
  signal: AbortSignal,
): Promise<JobFields> {
  const { definition } = await ports.fetchRelease(job, job.releaseId, signal);
  const problems = await checkRules(customRules(definition), signal);
  const bad = problems.map(({ rule, language, problem }) => ({
    key: ruleKey(rule, language),
    problem: problem.slice(0, PROBLEM_CHARACTERS),
  }));
  const verdict = verdictOn(job, { rules: bad.slice(0, BAD_RULES) });
  await ports.sqs.send(
    new SendMessageCommand({ QueueUrl: ports.publicationsQueueUrl, MessageBody: JSON.stringify(verdict) }),
  );
  return { outcome: bad.length === 0 ? "rules-usable" : "rules-unusable" };
}
