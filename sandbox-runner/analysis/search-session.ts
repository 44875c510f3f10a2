import { AssayError } from "#core/errors.ts";
import { cappedLines } from "./capped-lines.ts";
import { SearchReply } from "./search-reply.ts";
import type { SearchChild, SearchExit } from "./start-search-process.ts";

/** What came of one question. */
export type SearchAnswer =
  | Extract<SearchReply, { readonly kind: "searched" | "bad-rule" }>
  /** It did not survive this file; undefined is before the first file, where there were only rules to read. */
  | { readonly kind: "died"; readonly file: number | undefined };

/** A search process that answers one question after another. Disposing it ends the process. */
export interface SearchSession extends AsyncDisposable {
  /** Rejects with `analysis_unavailable` for what neither a file nor a rule can be blamed for. */
  ask(question: string): Promise<SearchAnswer>;
}

/** A reply has some 50 bytes for each of its matches. */
const REPLY_BYTES = 64 * 1024;

/** How a program ends that crashes, aborts for want of memory, or has used up its time: signal(7). */
const fatalSignals: ReadonlySet<string | null> = new Set([
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGILL",
  "SIGSEGV",
  "SIGTRAP",
  "SIGXCPU",
]);

/** `silenceMs` is how long the process may take for one reply, also on a host that is overrun. */
export function openSearchSession(child: SearchChild, silenceMs: number): SearchSession {
  const lines = cappedLines(child.stdout, REPLY_BYTES);
  let ready = false;
  return {
    async ask(question) {
      child.stdin.write(`${question}\n`);
      let file: number | undefined;
      for (;;) {
        const line = await within(silenceMs, child, lines.next());
        const exit = line.done === true ? await child.exited : undefined;
        if (exit !== undefined && ready && fatalSignals.has(exit.signal)) return { kind: "died", file };
        if (exit !== undefined) throw ended(exit);
        const reply = toReply(line.value);
        if (reply.kind === "searched" || reply.kind === "bad-rule") return reply;
        if (reply.kind === "parsing") file = reply.file;
        ready = true;
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}

type Line = IteratorResult<string, undefined>;

async function within(silenceMs: number, child: SearchChild, next: Promise<Line>): Promise<Line> {
  let silent = false;
  const timer = setTimeout(() => {
    silent = true;
    child.kill();
  }, silenceMs);
  try {
    const line = await next;
    if (!silent) return line;
  } catch (error) {
    throw unavailable("its output cannot be read", error);
  } finally {
    clearTimeout(timer);
  }
  throw unavailable(`no reply within ${silenceMs} ms`);
}

function toReply(line: string | undefined): SearchReply {
  try {
    return SearchReply.parse(JSON.parse(line ?? ""));
  } catch (error) {
    throw unavailable("its reply is none", error);
  }
}

/** Not by a crash: it could not start, or somebody ended it from outside. */
function ended({ code, signal, stderr }: SearchExit): AssayError {
  return unavailable(`it ended with ${signal ?? code ?? "no exit code"}: ${stderr.slice(-300)}`);
}

function unavailable(detail: string, cause?: unknown): AssayError {
  return new AssayError("analysis_unavailable", { detail }, { cause });
}
