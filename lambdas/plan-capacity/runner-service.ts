import { DescribeServicesCommand, type ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";

export interface ServiceName {
  readonly cluster: string;
  readonly service: string;
}

/** One task of it is one host. */
export async function readService(
  ecs: ECSClient,
  { cluster, service }: ServiceName,
): Promise<{ readonly desired: number; readonly running: number }> {
  const { services, failures } = await ecs.send(
    new DescribeServicesCommand({ cluster, services: [service] }),
  );
  const desired = services?.[0]?.desiredCount;
  if (desired === undefined) {
    throw new Error(
      `ECS knows no service ${service} in ${cluster}: ${failures?.[0]?.reason ?? "no reason given"}`,
    );
  }
  return { desired, running: services?.[0]?.runningCount ?? 0 };
}

export async function resizeService(
  ecs: ECSClient,
  { cluster, service }: ServiceName,
  desiredCount: number,
): Promise<void> {
  await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
}
