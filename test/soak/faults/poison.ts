import type { Poison } from "#test/soak/faults/schedule.ts";
import { gradeJob } from "#test/support/jobs.ts";

/** A message of the grading queue that no runner may grade. No two are the same. */
export function poisonedMessage(kind: Poison, number: number): string {
  return messages[kind](number);
}

const messages: Readonly<Record<Poison, (number: number) => string>> = {
  "poison-text": (number) => `no JSON, ${number}`,
  "poison-schema": (number) => JSON.stringify({ ...jobOfElsewhere(number), schema: 2 }),
  "poison-bucket": (number) => JSON.stringify(jobOfElsewhere(number)),
};

/** Of a bucket in which there are no submissions. */
function jobOfElsewhere(number: number) {
  return gradeJob({ bucket: "elsewhere", key: `soak/poison/m${number}/main.py` });
}
