import { type Demand, type RefillPolicy, refillByDemand, refillWhenQuiet } from "#runner/sandbox/refill.ts";

/** Ways of keeping a pool full: when to boot, and how many more to keep than there are slots. */
export interface Variant {
  readonly name: string;
  readonly spare: number;
  readonly refill: (demand: Demand) => RefillPolicy;
}

const atOnce: RefillPolicy = () => true;
const whenReturnedOrEmpty: RefillPolicy = ({ event, idle }) => event !== "taken" || idle === 0;

export const variants: readonly Variant[] = [
  { name: "at once", spare: 0, refill: () => atOnce },
  { name: "returned or empty", spare: 0, refill: () => whenReturnedOrEmpty },
  { name: "quiet or empty", spare: 0, refill: () => refillWhenQuiet },
  { name: "at once", spare: 2, refill: () => atOnce },
  { name: "quiet or empty", spare: 2, refill: () => refillWhenQuiet },
  { name: "by demand", spare: 2, refill: refillByDemand },
];
