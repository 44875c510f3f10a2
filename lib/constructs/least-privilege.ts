import { Stack, Validations } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as z from "zod";

/** Exactly these actions on these resources; the L2's own grants bring whole families of actions with them. */
export function allow(role: iam.Role, actions: readonly string[], resources: readonly string[]): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [...resources] }));
}

/** Why a role may do what it may on a resource with `*` in it. */
export function acknowledgeWildcard(role: iam.Role, resource: string, reason: string): void {
  const named = namedByNag(Stack.of(role).resolve(resource));
  Validations.of(role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${named}]`, reason });
}

const Reference = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => `<${Ref}>`),
  z
    .object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) })
    .transform((it) => `<${it["Fn::GetAtt"].join(".")}>`),
  z.object({ "Fn::ImportValue": z.string() }).transform((it) => it["Fn::ImportValue"]),
]);
const Joined = z.object({ "Fn::Join": z.tuple([z.literal(""), z.array(z.union([z.string(), Reference]))]) });

/** How cdk-nag writes a resource that is known at deployment only. */
function namedByNag(resolved: unknown): string {
  return z.union([z.string(), Joined.transform((it) => it["Fn::Join"][1].join(""))]).parse(resolved);
}
