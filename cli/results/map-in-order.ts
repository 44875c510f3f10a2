import { Readable } from "node:stream";

/** `work` on every item, so many at a time and in memory, its results in the order of the items. */
export function mapInOrder<Item, Result>(
  items: AsyncIterable<Item>,
  { concurrency, signal }: { readonly concurrency: number; readonly signal: AbortSignal },
  work: (item: Item) => Promise<Result>,
): AsyncIterable<Result> {
  return Readable.from(items).map((item: Item) => work(item), { concurrency, signal });
}
