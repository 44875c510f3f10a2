import * as z from "zod";
import type { TestFunction } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { askServer } from "#core/templates/api/ask-server.ts";
import { jsonProblem } from "#core/templates/api/check-json.ts";
import { Endpoint, Json, Status } from "#core/templates/api/parameters.ts";

const Parameters = z
  .strictObject({
    endpoint: Endpoint,
    payload: Json,
    /** Absent means any that says it went well, 200 to 299. */
    expected_status: Status.optional(),
    expected_key: z.string().optional(),
    expected_value: Json.optional(),
  })
  .refine(({ expected_key: key, expected_value: value }) => (key === undefined) === (value === undefined), {
    error: "expected_key and expected_value go together: write both or none",
  });

/** A POST of some JSON is answered as expected, by its status and, where asked for, by its JSON: 100 or 0. */
export const checkPostRequest: TestFunction<typeof Parameters> = {
  name: "check_post_request",
  asserts:
    "A POST of `payload` as JSON is answered with `expected_status`, or with any from 200 to 299, and, where asked for, with `expected_value` at `expected_key`.",
  parameters: Parameters,
  async run(context, parameters) {
    const { endpoint: target, payload, expected_key: key, expected_value: value } = parameters;
    const asked = await askServer(context, { method: "POST", target, json: payload });
    if (!asked.ok) return asked.verdict;
    const { response, zero } = asked;
    const { status } = response;
    const { locale } = context;
    const say = messagesFor(locale).verdicts;
    const expected = parameters.expected_status;
    const right = expected === undefined ? status >= 200 && status < 300 : status === expected;
    if (!right) {
      return zero({
        message: say.statusWrong({ target, expected: String(expected ?? "200–299"), actual: status }),
      });
    }
    if (key === undefined || value === undefined) {
      return { score: 100, message: say.statusRight({ target, status }) };
    }
    const problem = jsonProblem(response, { target, key, value, locale });
    return problem === undefined ? { score: 100, message: say.jsonRight({ target, key }) } : zero(problem);
  },
};
