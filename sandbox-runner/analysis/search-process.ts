import { createInterface } from "node:readline";
import type { SgNode } from "@ast-grep/napi";
import type { Language } from "#core/assignment/language.ts";
import { matchingLines, parseSource, compileProblem } from "./grammars.ts";
import type { SearchReply } from "./search-reply.ts";
import { MATCHES_KEPT, type SearchRequest } from "./search-request.ts";

/**
 * A program of its own: answers the searches on its standard input, one after another, until that ends.
 * The runner starts it with limits and reads its standard output; see `search-reply.ts`.
 */
const roots = new Map<string, SgNode>();

reply({ kind: "ready" });
for await (const line of createInterface({ input: process.stdin })) {
  const request: SearchRequest = JSON.parse(line);
  reply(search(request));
}

function search({ language, files, rules }: SearchRequest): SearchReply {
  for (const [rule, each] of rules.entries()) {
    const message = compileProblem(each, language);
    if (message !== undefined) return { kind: "bad-rule", rule, message };
  }
  const matches = files.flatMap(({ text }, file) => {
    reply({ kind: "parsing", file });
    const root = parsed(language, text);
    return rules.flatMap((each, rule) => matchingLines(root, each).map((line) => ({ rule, file, line })));
  });
  const kept = matches.toSorted((a, b) => a.rule - b.rule || a.file - b.file).slice(0, MATCHES_KEPT);
  const { user, system } = process.cpuUsage();
  return { kind: "searched", matches: kept, total: matches.length, cpuMs: (user + system) / 1000 };
}

/** The tests of a grading look at the same files again and again. */
function parsed(language: Language, text: string): SgNode {
  const key = `${language}:${text}`;
  const root = roots.get(key) ?? parseSource(language, text);
  roots.set(key, root);
  return root;
}

/** Writing to a pipe is synchronous here: it is out before the next file can do any harm. */
function reply(message: SearchReply): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
