/** Milliseconds in the largest unit that says them exactly: `30s`. */
export function inDurations(ms: number): string {
  return inUnits(ms, [
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1_000],
    ["ms", 1],
  ]);
}

/** Bytes likewise: `512MiB`. */
export function inSizes(bytes: number): string {
  return inUnits(bytes, [
    ["GiB", 1_073_741_824],
    ["MiB", 1_048_576],
    ["KiB", 1_024],
    ["B", 1],
  ]);
}

function inUnits(amount: number, units: readonly (readonly [string, number])[]): string {
  const [name, unit] = units.find(([, unit]) => amount % unit === 0) ?? ["", 1];
  return `${amount / unit}${name}`;
}
