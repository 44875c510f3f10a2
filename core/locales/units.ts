import type { Locale } from "#core/locales/locale.ts";

/** `30 s`, `1.5 s`, `250 ms`: as precise as a person needs it. */
export function duration(ms: number, locale: Locale): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${decimal((ms / 1_000).toFixed(ms < 10_000 ? 2 : 1), locale)} s`;
}

/** `1 MiB`, `16 KiB`, `512 bytes`. */
export function size(bytes: number, locale: Locale): string {
  const unit = binaryUnits.findLast((each) => bytes >= each.bytes);
  return unit === undefined
    ? `${bytes} bytes`
    : `${decimal((bytes / unit.bytes).toFixed(1), locale)} ${unit.name}`;
}

/** A score or points: two places at most, rounded only here. */
export function points(value: number, locale: Locale): string {
  const text = decimal(value.toFixed(2), locale);
  return text === "-0" ? "0" : text;
}

const binaryUnits = [
  { name: "KiB", bytes: 1_024 },
  { name: "MiB", bytes: 1_024 ** 2 },
  { name: "GiB", bytes: 1_024 ** 3 },
] as const;

const decimalMark: Readonly<Record<Locale, string>> = { en: ".", pt_br: "," };

function decimal(fixed: string, locale: Locale): string {
  return fixed.replace(/\.?0+$/, "").replace(".", decimalMark[locale]);
}
