import * as z from "zod";
import { Assignment } from "#core/assignment/assignment.ts";
import { FileSelection } from "#core/assignment/file-selection.ts";
import type { Finding } from "#core/assignment/finding.ts";
import { Isolation } from "#core/assignment/isolation.ts";
import { Language } from "#core/assignment/language.ts";
import { fromDefinitionV1, isDefinitionV1 } from "#core/assignment/definition-v1/definition-v1-spelling.ts";
import { checkAfterDue } from "#core/assignment/reading/check-after-due.ts";
import { fromClassic, isClassic } from "#core/assignment/reading/classic-spelling.ts";
import { closest, suggest } from "#core/assignment/reading/closest.ts";
import { FindingCollector } from "#core/assignment/reading/findings.ts";
import { readCriteria } from "#core/assignment/reading/read-criteria.ts";
import { readFeedback } from "#core/assignment/reading/read-feedback.ts";
import { readLimits, readSchedule, readSubmissions } from "#core/assignment/reading/read-limits.ts";
import { readReferences } from "#core/assignment/reading/read-references.ts";
import { readSandbox } from "#core/assignment/reading/read-sandbox.ts";
import { readServer } from "#core/assignment/reading/read-server.ts";
import { readSetup } from "#core/assignment/reading/read-setup.ts";
import {
  check,
  isRecord,
  type Part,
  type Reading,
  type Spelling,
  Unread,
  type TemplateRegistry,
} from "#core/assignment/reading/reading.ts";
import { quoted, shown } from "#core/assignment/reading/shown.ts";
import { asksServer } from "#core/assignment/server.ts";
import { child } from "#core/assignment/source/pointer.ts";
import { readJson } from "#core/assignment/source/read-json.ts";
import { readYaml } from "#core/assignment/source/read-yaml.ts";
import { Locator, type Position, type SourceReading } from "#core/assignment/source/source-tree.ts";
import { assignmentLimits } from "#core/limits.ts";
import { templates } from "#core/templates/registry.ts";

export type ReadResult =
  | {
      readonly ok: true;
      readonly assignment: Assignment;
      /** Warnings only. */
      readonly findings: readonly Finding[];
      /** The place of a pointer into the file, for findings that only a publication can make. */
      readonly locate: (pointer: string) => Position;
      /** Of the `source` of each asset, in the order of `assignment.setup.assets`. */
      readonly assetPointers: readonly string[];
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Reads an assignment file, YAML or JSON by its name, in our spelling or in that of the reference system.
 * Everything that is wrong is reported at once, each with its place in the file; it never throws on bad text.
 */
export function readAssignment(
  text: string,
  fileName: string,
  registry: TemplateRegistry = templates,
): ReadResult {
  const refusal = refuse(text);
  if (refusal !== undefined) return failure(fileName, refusal);
  const source = fileName.toLowerCase().endsWith(".json") ? readJson(text) : readYaml(text);
  const locator = new Locator(text, source.tree?.places ?? new Map());
  const findings = new FindingCollector(fileName, locator);
  reportSource(findings, source);
  const root = source.tree?.value;
  if (isRecord(root)) {
    const read = readRoot({ root, findings, registry });
    if (read !== undefined && findings.errors === 0) {
      return { ok: true, ...read, findings: findings.all(), locate: (pointer) => locator.locate(pointer) };
    }
  }
  return { ok: false, findings: findings.all() };
}

const Root = z.strictObject({
  title: z.string().max(200).nullish(),
  template: Unread,
  languages: Unread,
  criteria: Unread,
  setup: Unread,
  server: Unread,
  isolation: Unread,
  file_selection: Unread,
  sandbox: Unread,
  limits: Unread,
  schedule: Unread,
  submissions: Unread,
  feedback: Unread,
  references: Unread,
});

interface ReadRoot {
  readonly assignment: Assignment;
  readonly assetPointers: readonly string[];
}

function readRoot(input: {
  readonly root: Readonly<Record<string, unknown>>;
  readonly findings: FindingCollector;
  readonly registry: TemplateRegistry;
}): ReadRoot | undefined {
  const { findings, registry } = input;
  const spelling = spellingOf(input.root);
  const reading: Reading = { findings, registry, lenient: spelling === "classic", spelling };
  const root = inOurNames(reading, input.root);
  const definition = check(reading, Root, { value: root, pointer: "" });
  const part = (key: keyof z.output<typeof Root>): Part => ({ value: root[key], pointer: child("", key) });
  const names = readTemplates(reading, part("template"));
  const sandboxed = names?.some((name) => registry.get(name)?.requiresSandbox !== false) ?? true;
  const languages = readLanguages(reading, part("languages"), sandboxed);
  const strictFiles = check(reading, FileSelection.nullish(), part("file_selection")) === "strict";
  const errorsBefore = findings.errors;
  const criteria = readCriteria(reading, part("criteria"), { templates: names, languages, strictFiles });
  // A test that could not be read is missing among them: whoever names it is not wrong.
  const allTests = names !== undefined && findings.errors === errorsBefore ? criteria : undefined;
  const { setup, assets } = readSetup(reading, part("setup"), languages);
  const needed = criteria !== undefined && asksServer(criteria);
  const server = readServer(reading, part("server"), { languages, needed });
  const isolation = check(reading, Isolation.nullish(), part("isolation"));
  const sandbox = readSandbox(reading, part("sandbox"));
  const limits = readLimits(reading, part("limits"));
  const schedule = readSchedule(reading, part("schedule"));
  const submissions = readSubmissions(reading, part("submissions"));
  if (criteria !== undefined) checkAfterDue(reading, criteria, schedule);
  const reports = readFeedback(reading, part("feedback"), allTests);
  const references = readReferences(reading, part("references"), allTests);
  if (definition === undefined || !names || !languages || !criteria || findings.errors > 0) return undefined;
  const title = definition.title ?? undefined;
  const assignment = Assignment.parse({
    ...(title === undefined ? {} : { title }),
    templates: names,
    languages,
    criteria,
    setup,
    ...(server && { server }),
    ...(isolation === "fresh" && { isolation }),
    ...(strictFiles && { fileSelection: "strict" }),
    ...(sandbox && { sandbox }),
    limits,
    schedule,
    submissions,
    ...reports,
    ...(references === undefined ? {} : { references }),
  });
  return {
    assignment,
    assetPointers: assets.map(({ pointer }) => findings.written(child(pointer, "source"))),
  };
}

/** Which of the three spellings a file is in, by the names that only one of them has. */
function spellingOf(root: Readonly<Record<string, unknown>>): Spelling {
  if (isDefinitionV1(root)) return "v1";
  return isClassic(root) ? "classic" : "own";
}

function inOurNames(
  reading: Reading,
  root: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (reading.spelling === "v1") return fromDefinitionV1(reading, root);
  return reading.spelling === "classic" ? fromClassic(root, reading.findings) : root;
}

const TemplateNames = z.union([
  z.string().transform((names) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  ),
  z.array(z.string().trim()),
]);

/** `"a"`, `"a, b"` or `[a, b]`: a test function is looked up in this order. */
function readTemplates(reading: Reading, part: Part): string[] | undefined {
  const names = check(reading, TemplateNames, part);
  if (names === undefined) return undefined;
  const known = [...reading.registry.keys()];
  if (names.every((name) => name === "")) {
    const message = `names no template; use one of: ${known.join(", ")}`;
    reading.findings.error({ code: "invalid_value", pointer: part.pointer, message });
    return undefined;
  }
  for (const [index, name] of names.entries()) {
    if (name === "" || reading.registry.has(name)) continue;
    const pointer = Array.isArray(part.value) ? child(part.pointer, index) : part.pointer;
    const message = `${quoted(name)} is no template; ${suggest(name, known)}`;
    reading.findings.error({ code: "unknown_template", pointer, message });
  }
  const named = names.filter((name) => name !== "");
  return named.every((name) => reading.registry.has(name)) ? [...new Set(named)] : undefined;
}

const SomeLanguages = z.array(z.unknown()).min(1);
const AnyLanguages = z
  .array(z.unknown())
  .nullish()
  .transform((list) => list ?? []);

/** Known names in any case, each once, in the order of the file; none where no template runs programs. */
function readLanguages(reading: Reading, part: Part, required: boolean): Language[] | undefined {
  const list = check(reading, required ? SomeLanguages : AnyLanguages, part);
  if (list === undefined) return undefined;
  const languages = list.map((value, index) => {
    const parsed = Language.safeParse(typeof value === "string" ? value.trim().toLowerCase() : value);
    if (parsed.success) return parsed.data;
    const meant = typeof value === "string" ? closest(value, Language.options) : undefined;
    const advice = meant === undefined ? `use ${Language.options.join(", ")}` : `did you mean '${meant}'?`;
    reading.findings.error({
      code: "unknown_language",
      pointer: child(part.pointer, index),
      message: `${shown(value)} is no language that can be graded; ${advice}`,
    });
    return undefined;
  });
  const known = languages.filter((language) => language !== undefined);
  return known.length === list.length ? [...new Set(known)] : undefined;
}

function refuse(text: string): { readonly code: string; readonly message: string } | undefined {
  // A text has at least as many bytes as UTF-16 units, so a huge one is refused without encoding it.
  const bytes = text.length > assignmentLimits.definitionBytes ? text.length : Buffer.byteLength(text);
  if (bytes > assignmentLimits.definitionBytes) {
    const message = `the file has more than ${assignmentLimits.definitionBytes} bytes; put data into assets`;
    return { code: "too_large", message };
  }
  if (text.startsWith("\uFEFF")) {
    return {
      code: "byte_order_mark",
      message: "the file begins with a byte order mark; save it as UTF-8 without one",
    };
  }
  return undefined;
}

function reportSource(findings: FindingCollector, source: SourceReading): void {
  for (const { code, pointer, offset, message } of source.problems) {
    findings.error({ code, pointer, offset, message });
  }
  if (source.problems.length > 0 || isRecord(source.tree?.value)) return;
  const message =
    source.tree === undefined || source.tree.value === null
      ? "the file is empty; begin with 'template', 'languages' and 'criteria'"
      : `expected an object with 'template', 'languages' and 'criteria', found ${shown(source.tree.value)}; see the assignment format`;
  findings.error({ code: source.tree === undefined ? "empty_file" : "wrong_type", pointer: "", message });
}

function failure(
  file: string,
  { code, message }: { readonly code: string; readonly message: string },
): Extract<ReadResult, { readonly ok: false }> {
  return {
    ok: false,
    findings: [{ severity: "error", code, file, line: 1, column: 1, pointer: "", message }],
  };
}
