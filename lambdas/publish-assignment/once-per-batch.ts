/**
 * Runs work once for each name, and gives everybody who asks for the same name the same outcome.
 * An upload of a definition and ten assets is eleven events and one publication; when that fails, all eleven come back.
 */
export class OncePerBatch {
  readonly #begun = new Map<string, Promise<void>>();

  run(name: string, work: () => Promise<void>): Promise<void> {
    const begun = this.#begun.get(name) ?? work();
    this.#begun.set(name, begun);
    return begun;
  }
}
