import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { RulesJob } from "#core/job/check-job.ts";
import { CheckVerdict } from "#core/job/check-verdict.ts";
import { templates } from "#core/templates/registry.ts";
import { ruleKey, withRuleProblems } from "#core/templates/static-analysis/rule-check.ts";
import { handleRules } from "#runner/grade/handle-rules.ts";
import { release } from "#test/support/releases.ts";

const text = `template: static_analysis
languages: [python, c]
criteria:
  base:
    weight: 100
    tests:
      - name: forbidden_keyword
        custom_ast_grep_rules: [{ kind: lambda, language: python }, { kind: goto_statement }]
`;

it("what a runner says of rules puts each problem where its rule stands", async () => {
  const read = readAssignment(text, "assignment.yaml");
  if (!read.ok) expect.fail(JSON.stringify(read.findings));
  const released = { ...release(), definition: read.assignment };
  const sqs = new SQSClient({ region: "us-east-1" });
  const sent = mockClient(sqs).on(SendMessageCommand).resolves({});
  const { course, assignment, releaseId } = released;
  const job = RulesJob.parse({
    schema: 1,
    kind: "rules",
    course,
    assignment,
    releaseId,
    checkId: "c".repeat(24),
    index: 0,
    total: 1,
    run: 1,
    correlationId: "c-1",
    queuedAt: "2026-03-01T10:00:01.000Z",
  });
  const ports = { sqs, publicationsQueueUrl: "http://127.0.0.1/p", fetchRelease: async () => released };

  const fields = await handleRules(job, ports, new AbortController().signal);

  expect(fields.outcome).toBe("rules-unusable");
  const verdict = CheckVerdict.parse(
    JSON.parse(sent.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageBody ?? ""),
  );
  const bad = new Map(verdict.rules?.map(({ key, problem }) => [key, problem]));
  const registry = withRuleProblems(templates, (rule, language) => bad.get(ruleKey(rule, language)));
  expect(readAssignment(text, "assignment.yaml", registry).findings).toMatchObject([
    {
      severity: "error",
      code: "invalid_parameter",
      line: 8,
      column: 69,
      pointer: "/criteria/base/tests/0/custom_ast_grep_rules/1",
      message: expect.stringMatching(/^ast-grep cannot use this rule for python: .*goto_statement/),
    },
  ]);
});
