import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/**
 * `node scripts/download.ts URL FILE`. Node, because a fresh Debian has neither curl nor wget.
 * A host that has not answered within five seconds is given up, so that set-up goes on to its next source.
 */
const ANSWER_TIMEOUT_MS = 5_000;
const BODY_TIMEOUT_MS = 300_000;

const [url, file] = process.argv.slice(2);
if (url === undefined || file === undefined) {
  fail("usage: node scripts/download.ts URL FILE");
}

try {
  await download(url, file);
} catch (error) {
  fail(`${url}: ${reason(error)}`);
}

async function download(from: string, to: string): Promise<void> {
  const answered = new AbortController();
  const timer = setTimeout(
    () => answered.abort(new Error(`no answer within ${ANSWER_TIMEOUT_MS / 1000} s`)),
    ANSWER_TIMEOUT_MS,
  );
  const signal = AbortSignal.any([answered.signal, AbortSignal.timeout(BODY_TIMEOUT_MS)]);
  const response = await fetch(from, { signal });
  clearTimeout(timer);
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  await pipeline(response.body, createWriteStream(to));
}

/** `fetch failed` alone says nothing; what did fail is in its cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
