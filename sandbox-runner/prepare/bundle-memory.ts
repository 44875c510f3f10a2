/** The most recently used small bundles, as many as fit into `maxBytes`. */
export class BundleMemory {
  readonly #maxBytes: number;
  readonly #tars = new Map<string, Buffer>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(digest: string): Buffer | undefined {
    const tar = this.#tars.get(digest);
    if (tar === undefined) return undefined;
    this.#tars.delete(digest);
    this.#tars.set(digest, tar);
    return tar;
  }

  keep(digest: string, tar: Buffer): void {
    if (tar.length > this.#maxBytes) return;
    this.drop(digest);
    this.#tars.set(digest, tar);
    this.#bytes += tar.length;
    for (const oldest of this.#tars.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.drop(oldest);
    }
  }

  drop(digest: string): void {
    this.#bytes -= this.#tars.get(digest)?.length ?? 0;
    this.#tars.delete(digest);
  }
}
