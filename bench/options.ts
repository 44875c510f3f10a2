import { parseArgs } from "node:util";

export interface BenchOptions {
  readonly json: boolean;
  /** For the sandbox: what was measured goes into `docs/`. */
  readonly write: boolean;
  /** For the sandbox: everything once. */
  readonly quick: boolean;
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
      options: { json: flag, write: flag, quick: flag },
    });
    const [name = "", ...rest] = positionals;
    if (rest.length > 0 || !names.includes(name)) return null;
    if (name !== "sandbox" && (values.write || values.quick)) return null;
    // The numbers of a quick run mean nothing.
    return values.write && values.quick ? null : { name, options: values };
  } catch {
    return null;
  }
}
