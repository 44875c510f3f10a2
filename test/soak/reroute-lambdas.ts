import * as z from "zod";
import { through } from "#test/soak/agents/supervised-agent.ts";

const Functions = z.object({
  Functions: z.array(
    z.object({
      FunctionName: z.string(),
      Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
    }),
  ),
});

/**
 * Has the Lambdas of a deployed stack reach S3 and SQS by way of a proxy. MiniStack sets `AWS_ENDPOINT_URL` itself;
 * the SDK prefers the variables of the services.
 */
export async function rerouteLambdas(endpoint: string, origin: string): Promise<void> {
  const api = `${endpoint}/2015-03-31/functions`;
  const found = Functions.parse(await (await fetch(`${api}/`)).json());
  for (const { FunctionName, Environment } of found.Functions) {
    const queues = Object.entries(Environment.Variables)
      .filter(([name]) => name.endsWith("_QUEUE_URL"))
      .map(([name, url]) => [name, through(origin, url)]);
    const variables = {
      ...Environment.Variables,
      ...Object.fromEntries(queues),
      AWS_ENDPOINT_URL_S3: origin,
      AWS_ENDPOINT_URL_SQS: origin,
    };
    const updated = await fetch(`${api}/${FunctionName}/configuration`, {
      method: "PUT",
      body: JSON.stringify({ Environment: { Variables: variables } }),
    });
    if (!updated.ok) throw new Error(`${FunctionName} could not be rerouted: ${await updated.text()}`);
  }
}
