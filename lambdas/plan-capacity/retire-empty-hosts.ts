import {
  type AutoScalingClient,
  TerminateInstanceInAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  type ECSClient,
  ListContainerInstancesCommand,
} from "@aws-sdk/client-ecs";

export interface HostDeps {
  readonly ecs: ECSClient;
  readonly autoScaling: AutoScalingClient;
  readonly cluster: string;
  readonly autoScalingGroup: string;
  readonly now: () => Date;
}

/** The most that DescribeContainerInstances takes; there are never more hosts than `maxHosts` for long. */
const HOSTS_A_CALL = 100;
/** A host that has just joined has no task because its task is on its way. */
const SETTLED_MS = 2 * 60_000;

/**
 * Ends hosts beyond the desired number on which no task runs; returns how many. Managed scaling does the same after
 * fifteen minutes, which would cost more than the grading of a whole rush (docs/capacity.md).
 */
export async function retireEmptyHosts(deps: HostDeps, desired: number): Promise<number> {
  const hosts = await listHosts(deps);
  const settledBefore = deps.now().getTime() - SETTLED_MS;
  const empty = hosts.filter(
    (host) => isEmpty(host) && (host.registeredAt?.getTime() ?? Infinity) < settledBefore,
  );
  const retired = empty.slice(0, Math.max(0, hosts.length - desired));
  for (const { ec2InstanceId } of retired) {
    await deps.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({
        InstanceId: ec2InstanceId,
        ShouldDecrementDesiredCapacity: true,
      }),
    );
  }
  return retired.length;
}

async function listHosts({ ecs, cluster }: HostDeps): Promise<readonly ContainerInstance[]> {
  const { containerInstanceArns = [] } = await ecs.send(
    new ListContainerInstancesCommand({ cluster, status: "ACTIVE", maxResults: HOSTS_A_CALL }),
  );
  if (containerInstanceArns.length === 0) return [];
  const { containerInstances = [] } = await ecs.send(
    new DescribeContainerInstancesCommand({ cluster, containerInstances: containerInstanceArns }),
  );
  return containerInstances;
}

function isEmpty({ runningTasksCount, pendingTasksCount }: ContainerInstance): boolean {
  return runningTasksCount === 0 && pendingTasksCount === 0;
}
