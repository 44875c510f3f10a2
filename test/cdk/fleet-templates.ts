import type { Template } from "aws-cdk-lib/assertions";
import * as z from "zod";

/** A fleet in which an operator has chosen what can be chosen. */
export const choices = {
  instanceTypes: "c7g.xlarge,c6g.xlarge",
  spotShare: "100",
  network: "public",
  diskGiB: "100",
  maxHosts: "7",
  slotsPerHost: "2",
  aiModelId: "eu.vendor.model-1:0",
};
/** An isolated fleet that may ask a model. */
export const withModel = { aiModelId: "vendor.model-1:0" };

const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((one) => [one])]);
const Policy = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(z.object({ Action: oneOrMany(z.string()), Resource: z.unknown() })),
    }),
  }),
});
const Task = z.object({
  Properties: z.object({
    ContainerDefinitions: z.tuple([
      z.object({
        StopTimeout: z.number(),
        HealthCheck: z.object({ Command: z.array(z.string()) }),
        Environment: z
          .array(z.object({ Name: z.string(), Value: z.unknown() }))
          .transform((list) => new Map(list.map(({ Name, Value }) => [Name, Value]))),
      }),
    ]),
  }),
});

export function containerOf(template: Template) {
  const [task] = Object.values(template.findResources("AWS::ECS::TaskDefinition"));
  return Task.parse(task).Properties.ContainerDefinitions[0];
}

function statementsOf(template: Template, role: string) {
  return Object.entries(template.findResources("AWS::IAM::Policy"))
    .filter(([id]) => id.startsWith(`${role}DefaultPolicy`))
    .flatMap(([, policy]) => Policy.parse(policy).Properties.PolicyDocument.Statement);
}

export function actionsOf(template: Template, role: string): string[] {
  return [...new Set(statementsOf(template, role).flatMap(({ Action }) => Action))].sort();
}

/** What a role may do that on, as text. */
export function resourcesOf(template: Template, role: string, action: string): string {
  const found = statementsOf(template, role).filter(({ Action }) => Action.includes(action));
  return JSON.stringify(found.map(({ Resource }) => Resource));
}
