import { type RefillPolicy, refillWhenQuiet } from "#runner/sandbox/refill.ts";

/** Ways of keeping a pool full, for so many slots. */
export interface Variant {
  readonly name: string;
  readonly spare: number;
  readonly refill: RefillPolicy;
}

const atOnce: RefillPolicy = () => "at once";
const gently: RefillPolicy = () => "gently";
const whenReturnedOrEmpty: RefillPolicy = ({ event, idle }) =>
  event !== "taken" || idle === 0 ? "at once" : "wait";
const whenQuietOrEmpty: RefillPolicy = ({ lent, idle }) => (lent === 0 || idle === 0 ? "at once" : "wait");

export const variants: readonly Variant[] = [
  { name: "at once", spare: 0, refill: atOnce },
  { name: "returned or empty", spare: 0, refill: whenReturnedOrEmpty },
  { name: "quiet or empty", spare: 0, refill: whenQuietOrEmpty },
  { name: "quiet or empty", spare: 2, refill: whenQuietOrEmpty },
  { name: "at once, gently", spare: 0, refill: gently },
  { name: "at once, gently", spare: 2, refill: gently },
  { name: "quiet or empty, gently", spare: 0, refill: refillWhenQuiet },
  { name: "quiet or empty, gently", spare: 2, refill: refillWhenQuiet },
];
