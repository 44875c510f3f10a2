/** The known name somebody probably meant, or undefined when none is near. */
export function closest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  if (wanted === "" || wanted.length > maxLength) return undefined;
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const distance = nearness(wanted, candidate.toLowerCase());
    if (distance < (best?.distance ?? Infinity)) best = { candidate, distance };
  }
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return best !== undefined && best.distance <= allowed ? best.candidate : undefined;
}

/** `; did you mean x?`, else what there is to choose from. */
export function suggest(name: string, known: readonly string[]): string {
  const meant = closest(name, known);
  if (meant !== undefined) return `did you mean '${meant}'?`;
  return known.length === 0 ? "remove it" : `use one of: ${known.join(", ")}`;
}

/** Longer names are no typing errors, and the table below grows with the square. */
const maxLength = 64;

/** A name inside the other (`subject_name`, `name`) is as near as one typing error. */
function nearness(a: string, b: string): number {
  const contained = Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a));
  return Math.min(editDistance(a, b), contained ? 1 : Infinity);
}

/** Damerau–Levenshtein in its optimal string alignment form: a swap of neighbours counts once. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
