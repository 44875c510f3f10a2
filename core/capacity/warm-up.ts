import type { Deadline } from "#core/capacity/facts.ts";

export interface WarmUp {
  readonly targetWaitMs: number;
  readonly warmUpLeadMs: number;
  readonly jobMs: number;
}

/**
 * The slots to have ordered by now so that a rush finds them ready.
 *
 * Each seat is expected to submit once in the rush, and the more the nearer the due date: arrivals per second grow
 * from nothing in a straight line. The slots follow them `warmUpLeadMs` ahead, up to `rushSlots`, beyond which
 * waiting a little is cheaper than another host. They are held until the due date; what is left then is backlog.
 */
export function warmUpSlots(deadline: Deadline, nowMs: number, warmUp: WarmUp): number {
  const { dueAtMs, seats, rushMs } = deadline;
  const aheadMs = nowMs + warmUp.warmUpLeadMs;
  if (nowMs >= dueAtMs || aheadMs <= dueAtMs - rushMs) return 0;
  const elapsed = Math.min(1, (aheadMs - (dueAtMs - rushMs)) / rushMs);
  const arrivalsPerMs = (2 * seats * elapsed) / rushMs;
  return Math.min(arrivalsPerMs * warmUp.jobMs, rushSlots(deadline, warmUp));
}

/**
 * The fewest slots with which nobody of a rush waits longer than the target, as if jobs were a fluid.
 *
 * With c jobs per ms and x = c·rush/(2·seats), the share of the rush after which arrivals outrun the slots,
 * seats·(1−x)² are left at the due date, and the last of them waits rush·(1−x)²/(2x). That is the target at the x below.
 */
export function rushSlots({ seats, rushMs }: Deadline, { targetWaitMs, jobMs }: WarmUp): number {
  const patience = 1 + targetWaitMs / rushMs;
  const x = patience - Math.sqrt(patience ** 2 - 1);
  return ((2 * seats * x) / rushMs) * jobMs;
}
