import { addAbortListener } from "node:events";
import { AssayError } from "#core/errors.ts";
import type { SyntaxPort, SyntaxSearch, SyntaxSearchResult } from "#core/grading/syntax-port.ts";
import { openSearchSession, type SearchAnswer, type SearchSession } from "./search-session.ts";
import { type SearchChild, type SearchLimits, startSearchProcess } from "./start-search-process.ts";

const MiB = 1024 * 1024;

/** Ordinary sources of 1 MiB take some 0.2 s and 40 MiB. */
const limits: SearchLimits = { cpuSeconds: 10, dataBytes: 1024 * MiB };

/** Far longer than its time of computing: only a host that is overrun makes it so silent. */
const SILENCE_MS = 120_000;

/**
 * The syntax search of one grading: a process that the first search starts and that ends with the scope.
 * When the signal is aborted, a search that is under way rejects with its reason.
 */
export function openSyntaxSearch(
  signal: AbortSignal,
  start: () => SearchChild = () => startSearchProcess(limits),
): SyntaxPort & AsyncDisposable {
  let session: SearchSession | undefined;
  const close = async () => {
    const closing = session;
    session = undefined;
    await closing?.[Symbol.asyncDispose]();
  };
  const ask = async (question: string): Promise<SearchAnswer> => {
    signal.throwIfAborted();
    session ??= openSearchSession(start(), SILENCE_MS);
    using _ = addAbortListener(signal, () => void close());
    try {
      const answer = await session.ask(question);
      // The time of computing counts from the start of a process: the next search gets a new one in time.
      const spent = answer.kind === "searched" && answer.cpuMs > (limits.cpuSeconds * 1000) / 2;
      if (answer.kind === "died" || spent) await close();
      return answer;
    } catch (error) {
      await close();
      signal.throwIfAborted();
      throw error;
    }
  };
  return {
    async search(request) {
      const question = JSON.stringify(request);
      const answer = await ask(question);
      // What dies once may have met bad luck; what dies twice does so by itself.
      return toResult(request, answer.kind === "died" ? await ask(question) : answer);
    },
    [Symbol.asyncDispose]: close,
  };
}

function toResult({ files, language }: SyntaxSearch, answer: SearchAnswer): SyntaxSearchResult {
  switch (answer.kind) {
    case "searched": {
      const matches = answer.matches.map(({ rule, file, line }) => ({
        rule,
        line,
        path: pathOf(files, file),
      }));
      return { kind: "searched", matches, total: answer.total };
    }
    case "bad-rule": {
      const why = answer.message.slice(0, 300);
      throw new AssayError("release_unusable", {
        detail: `rule ${answer.rule + 1} cannot be used for ${language}: ${why}`,
      });
    }
    case "died":
      if (answer.file !== undefined) return { kind: "unreadable", path: pathOf(files, answer.file) };
      throw new AssayError("release_unusable", { detail: "ast-grep does not survive a rule" });
    default:
      answer satisfies never;
      throw new AssayError("internal");
  }
}

function pathOf(files: SyntaxSearch["files"], index: number): string {
  const file = files[index];
  if (file === undefined)
    throw new AssayError("analysis_unavailable", { detail: `there is no file ${index}` });
  return file.path;
}
