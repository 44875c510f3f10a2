import { parseArgs } from "node:util";

export interface BenchOptions {
  readonly json: boolean;
  /** For the sandbox: what was measured goes into `docs/`. */
  readonly write: boolean;
  /** For the sandbox: everything once. */
  readonly quick: boolean;
  /** For the sandbox: nothing is measured; what is in `docs/` is shown anew. */
  readonly page: boolean;
}

export interface BenchCall {
  readonly name: string;
  readonly options: BenchOptions;
}

/** Null unless one benchmark of `names` is asked for, with options that it has. */
export function readBenchCall(args: readonly string[], names: readonly string[]): BenchCall | null {
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: flag, write: flag, quick: flag, page: flag },
    });
    const [name = "", ...rest] = positionals;
    if (rest.length > 0 || !names.includes(name)) return null;
    // One of them excludes the others: the numbers of a quick run mean nothing.
    const modes = [values.write, values.quick, values.page].filter(Boolean).length;
    return modes > (name === "sandbox" ? 1 : 0) ? null : { name, options: values };
  } catch {
    return null;
  }
}
