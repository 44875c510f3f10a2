import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  type Alias,
  type Node,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { child } from "#core/assignment/source/pointer.ts";
import {
  maxDepth,
  maxValues,
  type Place,
  refusedKey,
  type SourceProblem,
  type SourceReading,
  tooDeep,
  tooManyValues,
} from "#core/assignment/source/source-tree.ts";

/** Reads one YAML 1.2 document of plain values: no tags of one's own, no merge keys, bounded aliases. */
export function readYaml(text: string): SourceReading {
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    prettyErrors: false,
    // The library compares every key with every other; the walk below finds duplicates in linear time.
    uniqueKeys: false,
  });
  const syntax = [...document.errors, ...document.warnings].map(explain);
  if (syntax.length > 0) return { problems: syntax.slice(0, maxSyntaxProblems) };
  if (document.contents === null) return { problems: [] };
  const walk = new Walk();
  const value = walk.value(document.contents, "", 0);
  const understood = walk.problems.every(({ code }) => code === "duplicate_key" || code === "unknown_key");
  return { tree: understood ? { value, places: walk.places } : undefined, problems: walk.problems };
}

/** One broken line often breaks those after it, so a long list would only hide the first. */
const maxSyntaxProblems = 5;

class Walk {
  readonly places = new Map<string, Place>();
  readonly problems: SourceProblem[] = [];
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #values = 0;

  value(node: unknown, pointer: string, depth: number, key?: { start: number; end: number }): unknown {
    if (!isNode(node)) {
      const offset = key?.end ?? 0;
      this.places.set(pointer, { key: key?.start, start: offset, end: offset });
      return null;
    }
    const [start, end] = node.range ?? [0, 0];
    this.places.set(pointer, { key: key?.start, start, end });
    this.#values += 1;
    if (this.#values > maxValues) {
      return this.#once("too_many_values", pointer, start, tooManyValues);
    }
    if (depth > maxDepth) {
      return this.#once("too_deep", pointer, start, tooDeep);
    }
    if (isAlias(node)) return this.#alias(node, pointer, depth);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return node.value;
    this.#open.add(node);
    const value = isMap(node)
      ? this.#map(node, pointer, depth)
      : isSeq(node)
        ? this.#list(node, pointer, depth)
        : null;
    this.#open.delete(node);
    return value;
  }

  #alias(alias: Alias, pointer: string, depth: number): unknown {
    const start = alias.range?.[0] ?? 0;
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      const message = `there is no anchor '&${alias.source}' before this alias; define it first`;
      return this.#once("yaml_syntax", pointer, start, message);
    }
    if (this.#open.has(target)) {
      const message = `the alias '*${alias.source}' contains itself; write the value out`;
      return this.#once("yaml_syntax", pointer, start, message);
    }
    const place = this.places.get(pointer);
    const value = this.value(target, pointer, depth);
    if (place !== undefined) this.places.set(pointer, place);
    return value;
  }

  #list(node: YAMLSeq, pointer: string, depth: number): unknown[] {
    return node.items.map((item, index) => this.value(item, child(pointer, index), depth + 1));
  }

  #map(node: YAMLMap, pointer: string, depth: number): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : "";
      const [start, end] = (isNode(pair.key) && pair.key.range) || [0, 0];
      const at = child(pointer, key);
      if (entries.has(key) || key === "__proto__") {
        this.problems.push(refusedKey({ key, pointer: at, offset: start, again: entries.has(key) }));
      } else {
        entries.set(key, this.value(pair.value, at, depth + 1, { start, end }));
      }
    }
    return Object.fromEntries(entries);
  }

  #once(code: string, pointer: string, offset: number, message: string): null {
    const known = code !== "yaml_syntax" && this.problems.some((problem) => problem.code === code);
    if (!known) this.problems.push({ code, pointer, offset, message });
    return null;
  }
}

function explain(error: YAMLError): SourceProblem {
  const offset = error.pos[0];
  return { code: "yaml_syntax", pointer: "", offset, message: advice[error.code] ?? fromLibrary(error) };
}

function fromLibrary(error: YAMLError): string {
  const text = error.message.replace(/\.$/, "");
  return `not valid YAML: ${text.slice(0, 1).toLowerCase()}${text.slice(1, 200)}`;
}

const advice: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "a tab indents this line; YAML wants spaces",
  BAD_INDENT: "this line is not indented like the ones it belongs to; align it with spaces",
  MULTIPLE_DOCS: "there is a second document after '---'; an assignment is one document",
  TAG_RESOLVE_FAILED: "tags such as '!name' are not supported; remove it",
  BLOCK_AS_IMPLICIT_KEY:
    "a second ': ' on one line; put the value in quotes, or begin the nested part on its own line",
  NON_STRING_KEY: "a key must be text, not a list or an object",
  RESOURCE_EXHAUSTION: "nested too deeply to be read; flatten it",
};
