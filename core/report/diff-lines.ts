/** One line of a comparison: in both texts, only in the expected one, or only in the actual one. */
export interface DiffLine {
  readonly kind: "same" | "missing" | "extra";
  readonly text: string;
}

/** The table grows with the product of both; beyond this the part that differs is shown whole. */
const MAX_LINES = 400;

/** The shortest way from one list of lines to the other, as far as both are short; else a longer one. */
export function diffLines(expected: readonly string[], actual: readonly string[]): readonly DiffLine[] {
  const before = commonLength(expected, actual, (lines, index) => lines[index]);
  const rest = [expected.slice(before), actual.slice(before)] as const;
  const after = commonLength(...rest, (lines, index) => lines[lines.length - 1 - index]);
  const missing = rest[0].slice(0, rest[0].length - after);
  const extra = rest[1].slice(0, rest[1].length - after);
  return [
    ...marked("same", expected.slice(0, before)),
    ...(missing.length > MAX_LINES || extra.length > MAX_LINES
      ? [...marked("missing", missing), ...marked("extra", extra)]
      : shortest(missing, extra)),
    ...marked("same", rest[0].slice(missing.length)),
  ];
}

function commonLength(
  one: readonly string[],
  other: readonly string[],
  at: (lines: readonly string[], index: number) => string | undefined,
): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && at(one, length) === at(other, length)) length += 1;
  return length;
}

/** By the longest common subsequence; `table[i][j]` is its length for the lines from i and from j on. */
function shortest(expected: readonly string[], actual: readonly string[]): DiffLine[] {
  const table = [new Uint16Array(actual.length + 1)];
  for (const line of expected.toReversed()) {
    const below = table[0];
    const row = new Uint16Array(actual.length + 1);
    for (let j = actual.length - 1; j >= 0; j -= 1) {
      const kept = Math.max(below?.[j] ?? 0, row[j + 1] ?? 0);
      row[j] = line === actual[j] ? (below?.[j + 1] ?? 0) + 1 : kept;
    }
    table.unshift(row);
  }
  const lines: DiffLine[] = [];
  let j = 0;
  for (const [i, text] of expected.entries()) {
    const worth = (row: number, column: number) => table[row]?.[column] ?? 0;
    while (j < actual.length && actual[j] !== text && worth(i, j + 1) > worth(i + 1, j)) {
      lines.push({ kind: "extra", text: actual[j] ?? "" });
      j += 1;
    }
    if (actual[j] === text && j < actual.length) {
      lines.push({ kind: "same", text });
      j += 1;
    } else {
      lines.push({ kind: "missing", text });
    }
  }
  return [...lines, ...marked("extra", actual.slice(j))];
}

function marked(kind: DiffLine["kind"], lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ kind, text }));
}
