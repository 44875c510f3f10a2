import * as z from "zod";
import type { TestFunction } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { askServer } from "#core/templates/api/ask-server.ts";
import { jsonProblem } from "#core/templates/api/check-json.ts";
import { Endpoint, Json } from "#core/templates/api/parameters.ts";

const Parameters = z.strictObject({
  endpoint: Endpoint,
  expected_key: z.string(),
  expected_value: Json,
});

/** A GET is answered with 200 and a JSON object that has this value at this key of its top level: 100 or 0. */
export const checkResponseJson: TestFunction<typeof Parameters> = {
  name: "check_response_json",
  asserts:
    "A GET is answered with 200 and a JSON object that has `expected_value` at `expected_key` of its top level.",
  parameters: Parameters,
  async run(context, { endpoint: target, expected_key: key, expected_value: value }) {
    const asked = await askServer(context, { method: "GET", target });
    if (!asked.ok) return asked.verdict;
    const { response, zero } = asked;
    const { locale } = context;
    const say = messagesFor(locale).verdicts;
    if (response.status !== 200) {
      return zero({ message: say.statusWrong({ target, expected: "200", actual: response.status }) });
    }
    const problem = jsonProblem(response, { target, key, value, locale });
    return problem === undefined ? { score: 100, message: say.jsonRight({ target, key }) } : zero(problem);
  },
};
