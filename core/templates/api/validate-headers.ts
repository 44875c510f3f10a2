import * as z from "zod";
import type { TestFunction } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { askServer } from "#core/templates/api/ask-server.ts";
import type { HttpResponse } from "#core/templates/api/http-response.ts";
import { Endpoint } from "#core/templates/api/parameters.ts";

const Parameters = z.strictObject({
  endpoint: Endpoint,
  expected_headers: z
    .record(
      z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "not the name of a header" }),
      z.string(),
    )
    .refine((headers) => Object.keys(headers).length > 0, { error: "names no header" }),
});

/** The answer to a GET, whatever its status, has all of these headers: 100 or 0. */
export const validateHeaders: TestFunction<typeof Parameters> = {
  name: "validate_headers",
  asserts:
    "The answer to a GET, whatever its status, has all of `expected_headers`, an object of names and values.",
  parameters: Parameters,
  async run(context, { endpoint: target, expected_headers: headers }) {
    const asked = await askServer(context, { method: "GET", target });
    if (!asked.ok) return asked.verdict;
    const say = messagesFor(context.locale).verdicts;
    for (const [name, expected] of Object.entries(headers)) {
      const values = valuesOf(asked.response, name);
      const actual = values.join(", ");
      if (values.length === 0) return asked.zero({ message: say.headerMissing({ target, name }) });
      if (matches(actual, expected)) continue;
      return asked.zero({ message: say.headerDiffers({ target, name }), comparison: { expected, actual } });
    }
    return { score: 100, message: say.headersRight({ target }) };
  },
};

function valuesOf({ headers }: HttpResponse, name: string): readonly string[] {
  return headers.filter(([key]) => key === name.toLowerCase()).map(([, value]) => value);
}

/** Parameters, such as `; charset=utf-8`, count only where they are asked for. */
function matches(actual: string, expected: string): boolean {
  const wanted = expected.trim();
  if (actual === wanted) return true;
  return !wanted.includes(";") && actual.split(";")[0]?.trim() === wanted;
}
