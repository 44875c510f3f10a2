import type { Finding } from "#core/assignment/finding.ts";
import { lastKey, parent } from "#core/assignment/source/pointer.ts";
import type { Locator } from "#core/assignment/source/source-tree.ts";

/** Told in terms of the assignment as it is read; shown in terms of the file as it was written. */
export interface Problem {
  readonly code: string;
  readonly pointer: string;
  readonly message: string;
  /** What an editor should put the cursor on; the value unless said. */
  readonly at?: "key" | "value";
  /** Where in the text, when the pointer does not tell. */
  readonly offset?: number;
}

/** Collects what is wrong with one file, so that a single reading reports everything. */
export class FindingCollector {
  readonly #findings: Finding[] = [];
  readonly #file: string;
  readonly #locator: Locator;
  readonly #origins = new Map<string, string>();
  #errors = 0;
  #left = 0;

  constructor(file: string, locator: Locator) {
    this.#file = file;
    this.#locator = locator;
  }

  /** What is read at `pointer`, and below it, stands at `origin` in the file; the longest pointer wins. */
  moved(pointer: string, origin: string): void {
    this.#origins.set(pointer, this.written(origin));
  }

  error(problem: Problem): void {
    this.#errors += 1;
    this.#add("error", problem);
  }

  warning(problem: Problem): void {
    this.#add("warning", problem);
  }

  /** How many errors were reported so far. */
  get errors(): number {
    return this.#errors;
  }

  /** The pointer into the file as it was written. */
  written(pointer: string): string {
    for (let prefix = pointer; ; prefix = parent(prefix)) {
      const origin = this.#origins.get(prefix);
      if (origin !== undefined) return origin + pointer.slice(prefix.length);
      if (prefix === "") return pointer;
    }
  }

  /** The name a key has in the file. */
  keyOf(pointer: string): string {
    return lastKey(this.written(pointer));
  }

  /** The text of a value in the file, e.g. `08` where the value is the number 8. */
  textOf(pointer: string): string | undefined {
    return this.#locator.textOf(this.written(pointer));
  }

  /** In the order of the file. */
  all(): Finding[] {
    const sorted = this.#findings.toSorted(
      (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
    );
    if (this.#left === 0) return sorted;
    const message = `and ${this.#left} more; mend these first`;
    const severity = this.#errors > 0 ? "error" : "warning";
    return [...sorted, { severity, code: "more_findings", file: this.#file, pointer: "", message }];
  }

  #add(severity: Finding["severity"], problem: Problem): void {
    if (this.#findings.length >= maxFindings) {
      this.#left += 1;
      return;
    }
    const pointer = this.written(problem.pointer);
    const { line, column } =
      problem.offset === undefined
        ? this.#locator.locate(pointer, problem.at)
        : this.#locator.position(problem.offset);
    const { code, message } = problem;
    this.#findings.push({ severity, code, file: this.#file, line, column, pointer, message });
  }
}

/** Nobody reads more at once, and the report that carries them must stay small. */
const maxFindings = 200;
