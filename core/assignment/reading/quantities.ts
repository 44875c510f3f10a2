import * as z from "zod";
import { shown } from "#core/assignment/reading/shown.ts";

/** `"30s"` as milliseconds; a bare number is refused, because nobody can tell its unit. */
export function duration(bounds: { readonly maxMs: number }): z.ZodType<number, string | number> {
  return quantity({ units: durationUnits, max: bounds.maxMs, example: "30s" });
}

/** `"256MiB"` as bytes. */
export function size(bounds: { readonly maxBytes: number }): z.ZodType<number, string | number> {
  return quantity({ units: sizeUnits, max: bounds.maxBytes, example: "256MiB" });
}

type Units = Readonly<Record<string, number>>;

const durationUnits: Units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const sizeUnits: Units = { B: 1, KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824 };

interface Quantity {
  readonly units: Units;
  readonly max: number;
  readonly example: string;
}

function quantity(spec: Quantity): z.ZodType<number, string | number> {
  return z.union([z.string(), z.number()]).transform((written, context) => {
    const amount = parse(written, spec.units);
    const problem = problemOf(written, { amount, ...spec });
    if (problem === undefined && amount !== undefined) return amount;
    context.addIssue({ code: "custom", message: `${shown(written)} ${problem}` });
    return z.NEVER;
  });
}

/** As many as may be written. */
const DECIMALS = 1e6;

function parse(written: string | number, units: Units): number | undefined {
  const match = /^([0-9]{1,15}(?:\.[0-9]{1,6})?) ?([A-Za-z]+)$/.exec(String(written).trim());
  const unit = units[match?.[2] ?? ""];
  if (match === null || unit === undefined) return undefined;
  // A product of floating-point numbers: 4.1 minutes would be 245999.99999999997 ms.
  return Math.round(Number(match[1]) * unit * DECIMALS) / DECIMALS;
}

function problemOf(
  written: string | number,
  { amount, units, max, example }: Quantity & { readonly amount: number | undefined },
): string | undefined {
  const names = Object.keys(units).join(", ");
  if (typeof written === "number") return `has no unit; write it with one of ${names}, e.g. "${example}"`;
  if (amount === undefined) return `is not understood; write a number and one of ${names}, e.g. "${example}"`;
  if (amount < 1 || !Number.isInteger(amount)) return `is no whole, positive amount; write e.g. "${example}"`;
  return amount > max ? `is more than this system allows; use at most ${inUnits(max, units)}` : undefined;
}

function inUnits(amount: number, units: Units): string {
  const [name, unit] = Object.entries(units).findLast(([, unit]) => amount % unit === 0) ?? ["", 1];
  return `${amount / unit}${name}`;
}
