import { addAbortListener } from "node:events";
import { AssayError } from "#core/errors.ts";
import type { SourceText, SyntaxPort, SyntaxSearch, SyntaxSearchResult } from "#core/grading/syntax-port.ts";
import { openSearchSession, type SearchAnswer, type SearchSession } from "./search-session.ts";
import { type SearchChild, type SearchLimits, startSearchProcess } from "./start-search-process.ts";

const MiB = 1024 * 1024;

/** Ordinary sources of 1 MiB take some 0.2 s and 40 MiB. */
export const searchLimits: SearchLimits = { cpuSeconds: 10, dataBytes: 1024 * MiB };

/** Of all searches of a grading together: slow files, many tests and second tries must not add up to a grading that hangs. */
const TOTAL_CPU_MS = 30_000;

/** Far longer than its time of computing: only a host that is overrun makes it so silent. */
export const SILENCE_MS = 120_000;

/**
 * The syntax search of one grading: a process that the first search starts and that ends with the scope.
 * When the signal is aborted, a search that is under way rejects with its reason.
 */
export function openSyntaxSearch(
  signal: AbortSignal,
  start: () => SearchChild = () => startSearchProcess(searchLimits),
): SyntaxPort & AsyncDisposable {
  let session: SearchSession | undefined;
  const cpuMs = { ended: 0, running: 0 };
  const unreadable = new Set<string>();
  const close = async () => {
    const closing = session;
    session = undefined;
    cpuMs.ended += cpuMs.running;
    cpuMs.running = 0;
    await closing?.[Symbol.asyncDispose]();
  };
  const ask = async (question: string): Promise<SearchAnswer> => {
    signal.throwIfAborted();
    session ??= openSearchSession(start(), SILENCE_MS);
    using _ = addAbortListener(signal, () => void close());
    try {
      const answer = await session.ask(question);
      if (answer.kind === "searched") cpuMs.running = answer.cpuMs;
      if (answer.kind === "died") cpuMs.running = searchLimits.cpuSeconds * 1000;
      // The time of computing counts from the start of a process: the next search gets a new one in time.
      if (cpuMs.running > (searchLimits.cpuSeconds * 1000) / 2) await close();
      return answer;
    } catch (error) {
      await close();
      signal.throwIfAborted();
      throw error;
    }
  };
  return {
    async search(request) {
      const { files } = request;
      const known = files.find(({ path }) => unreadable.has(path));
      const heaviest = cpuMs.ended + cpuMs.running > TOTAL_CPU_MS ? longest(files) : undefined;
      const given = known ?? heaviest;
      if (given !== undefined) return { kind: "unreadable", path: given.path };
      const question = JSON.stringify(request);
      const answer = await ask(question);
      // What dies once may have met bad luck; what dies twice does so by itself.
      const result = toResult(request, answer.kind === "died" ? await ask(question) : answer);
      if (result.kind === "unreadable") unreadable.add(result.path);
      return result;
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

function longest(files: SyntaxSearch["files"]): SourceText | undefined {
  return files.toSorted((a, b) => b.text.length - a.text.length)[0];
}

function pathOf(files: SyntaxSearch["files"], index: number): string {
  const file = files[index];
  if (file === undefined)
    throw new AssayError("analysis_unavailable", { detail: `there is no file ${index}` });
  return file.path;
}
