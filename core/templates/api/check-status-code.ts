import * as z from "zod";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { askServer } from "#core/templates/api/ask-server.ts";
import { Endpoint, Status } from "#core/templates/api/parameters.ts";

const Parameters = z.strictObject({
  endpoint: Endpoint,
  expected_status: Status,
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]).default("GET"),
});
type Parameters = z.infer<typeof Parameters>;

/** The server answers a request without a body with this status: 100 or 0. */
export const checkStatusCode: TestFunction<typeof Parameters> = {
  name: "check_status_code",
  asserts: "A request without a body is answered with `expected_status`.",
  parameters: Parameters,
  run: (context, { endpoint, expected_status: expected, method }) =>
    expectStatus(context, { method, target: endpoint, expected }),
};

const HealthParameters = z.strictObject({ endpoint: Endpoint });

/** The server answers with 200: 100 or 0. */
export const healthCheck: TestFunction<typeof HealthParameters> = {
  name: "health_check",
  asserts: "A GET of `endpoint` is answered with 200.",
  parameters: HealthParameters,
  run: (context, { endpoint }) => expectStatus(context, { method: "GET", target: endpoint, expected: 200 }),
};

async function expectStatus(
  context: TestContext,
  {
    method,
    target,
    expected,
  }: { readonly method: string; readonly target: string; readonly expected: number },
): Promise<TestVerdict> {
  const asked = await askServer(context, { method, target });
  if (!asked.ok) return asked.verdict;
  const say = messagesFor(context.locale).verdicts;
  const { status } = asked.response;
  if (status === expected) return { score: 100, message: say.statusRight({ target, status }) };
  return asked.zero({ message: say.statusWrong({ target, expected: String(expected), actual: status }) });
}
