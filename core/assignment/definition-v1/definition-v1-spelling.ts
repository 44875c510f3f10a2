import {
  FeedbackV1,
  FixturesV1,
  FixtureV1,
  fixtureRoot,
  LanguagePreparationV1,
  LanguagesV1,
  PreparationV1,
  RootV1,
} from "#core/assignment/definition-v1/definition-v1-schema.ts";
import { takeServers } from "#core/assignment/definition-v1/definition-v1-server.ts";
import { fromCriteriaV1 } from "#core/assignment/definition-v1/definition-v1-criteria.ts";
import { check, isRecord, type Part, type Reading } from "#core/assignment/reading/reading.ts";
import { quoted } from "#core/assignment/reading/shown.ts";
import { child } from "#core/assignment/source/pointer.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Names that only definition v1 has. */
const marks = ["schema_version", "preparation", "metadata"];

export function isDefinitionV1(root: Fields): boolean {
  return marks.some((mark) => Object.hasOwn(root, mark));
}

/**
 * The same in our names. What only definition v1 forbids is reported here, the rest by the reader that all
 * spellings share; findings still name what the file has.
 */
export function fromDefinitionV1(reading: Reading, root: Fields): Fields {
  check(reading, RootV1, { value: root, pointer: "" });
  readNames(reading, root);
  const { findings } = reading;
  findings.moved("/template", "/templates");
  const ids = new Set<string>();
  const criteria = fromCriteriaV1(reading, { value: root["criteria"], pointer: "/criteria" }, ids);
  const setup = preparation(reading, root);
  const feedback = preferences(reading, { value: root["feedback"], pointer: "/feedback" }, ids);
  return {
    template: listOr(root["templates"]),
    languages: listOr(root["languages"]),
    file_selection: "strict",
    criteria,
    ...setup,
    ...(feedback === undefined ? {} : { feedback }),
  };
}

/** Each template and each language once, and no test function that two of the templates have. */
function readNames({ findings, registry }: Reading, root: Fields): void {
  for (const key of ["templates", "languages"]) {
    const list = listOr(root[key]);
    for (const [index, name] of list.entries()) {
      if (list.indexOf(name) === index) continue;
      const message = `${quoted(String(name))} is in the list twice; keep one`;
      findings.error({ code: "duplicate_entry", pointer: child(`/${key}`, index), message });
    }
  }
  const owners = new Map<string, string>();
  for (const [index, name] of listOr(root["templates"]).entries()) {
    const template = typeof name === "string" ? registry.get(name) : undefined;
    for (const type of template?.functions.keys() ?? []) {
      const owner = owners.get(type) ?? template?.name;
      if (owner !== undefined && owner !== template?.name) {
        const message = `${owner} and ${template?.name} both have the test function ${quoted(type)}; keep one of the two templates`;
        findings.error({ code: "ambiguous_test_type", pointer: child("/templates", index), message });
      }
      owners.set(type, owner ?? "");
    }
  }
}

function preparation(reading: Reading, root: Fields): Fields | undefined {
  if (!Object.hasOwn(root, "preparation")) return undefined;
  const part = { value: root["preparation"], pointer: "/preparation" };
  check(reading, PreparationV1, part);
  reading.findings.moved("/setup", part.pointer);
  if (!isRecord(part.value)) return undefined;
  const blocks = languages(reading, part.value, root);
  const assets = fixtures(reading, part.value);
  const started = listOr(root["templates"]).includes("api") ? takeServers(blocks) : undefined;
  return {
    setup: { ...(started?.blocks ?? blocks), ...(assets === undefined ? {} : { assets }) },
    ...(started?.server === undefined ? {} : { server: started.server }),
  };
}

function languages(reading: Reading, prepared: Fields, root: Fields): Fields {
  const pointer = "/preparation/languages";
  const value = prepared["languages"];
  if (!Object.hasOwn(prepared, "languages")) return {};
  const known = check(reading, LanguagesV1, { value, pointer });
  const allowed = listOr(root["languages"]);
  const blocks = Object.entries(known ?? {}).filter(([language, block]) => {
    const at = child(pointer, language);
    reading.findings.moved(child("/setup", language), at);
    const valid = check(reading, LanguagePreparationV1, { value: block, pointer: at });
    if (valid !== undefined) onceEach(reading, valid.required_files ?? [], child(at, "required_files"));
    if (!allowed.includes(language)) {
      const message = `'${language}' is not one of the languages of this definition; add it to 'languages' or remove it`;
      reading.findings.error({ code: "unknown_language", pointer: at, message, at: "key" });
      return false;
    }
    return valid !== undefined;
  });
  return Object.fromEntries(blocks);
}

function onceEach({ findings }: Reading, paths: readonly string[], pointer: string): void {
  for (const [index, path] of paths.entries()) {
    if (paths.indexOf(path) === index) continue;
    const message = `${quoted(path)} is in the list twice; keep one`;
    findings.error({ code: "duplicate_entry", pointer: child(pointer, index), message });
  }
}

/** A fixture is an asset below a root of its own. */
function fixtures(reading: Reading, prepared: Fields): unknown[] | undefined {
  if (!Object.hasOwn(prepared, "fixtures")) return undefined;
  const pointer = "/preparation/fixtures";
  const list = check(reading, FixturesV1, { value: prepared["fixtures"], pointer });
  const valid = (list ?? []).flatMap((value, index) => {
    const at = child(pointer, index);
    const fixture = check(reading, FixtureV1, { value, pointer: at });
    return fixture === undefined ? [] : [{ at, ...fixture }];
  });
  return valid.map(({ at, reference, path, ...rest }, index) => {
    const asset = child("/setup/assets", index);
    reading.findings.moved(asset, at);
    reading.findings.moved(child(asset, "source"), child(at, "reference"));
    reading.findings.moved(child(asset, "target"), child(at, "path"));
    return { source: reference, target: `${fixtureRoot}${path}`, ...rest };
  });
}

/** Reports are always made; what `enabled` says is whether anybody's wishes for them count. */
function preferences(reading: Reading, part: Part, ids: ReadonlySet<string>): unknown {
  if (part.value === undefined) return undefined;
  const feedback = check(reading, FeedbackV1, part);
  for (const [index, link] of (feedback?.preferences?.general?.online_content ?? []).entries()) {
    for (const [place, id] of (link.linked_tests ?? []).entries()) {
      if (ids.has(id)) continue;
      const pointer = `/feedback/preferences/general/online_content/${index}/linked_tests/${place}`;
      const message = `${quoted(id)} is the id of no test; name the test by its id`;
      reading.findings.error({ code: "unknown_test", pointer, message });
    }
  }
  if (feedback?.enabled !== true) return undefined;
  reading.findings.moved("/feedback", "/feedback/preferences");
  return { general: {}, ...feedback.preferences };
}

function listOr(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
