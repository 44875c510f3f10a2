import type { FindingCollector } from "#core/assignment/reading/findings.ts";
import { isRecord } from "#core/assignment/reading/reading.ts";

/** The names that the reference system gives to what we call shorter. */
const renamed: ReadonlyMap<string, string> = new Map([
  ["template_name", "template"],
  ["criteria_config", "criteria"],
  ["setup_config", "setup"],
  ["feedback_config", "feedback"],
]);

/** Whether a file is a config of the reference system; it is then read by that system's more lenient rules. */
export function isClassic(root: Readonly<Record<string, unknown>>): boolean {
  return [...renamed.keys()].some((key) => Object.hasOwn(root, key));
}

/** The same in our names and with numbers as numbers; findings still name what the file has. */
export function fromClassic(
  root: Readonly<Record<string, unknown>>,
  findings: FindingCollector,
): Readonly<Record<string, unknown>> {
  for (const [theirs, ours] of renamed) {
    if (Object.hasOwn(root, ours)) {
      const message = `'${ours}' is ignored in a file that uses the names of the reference system; write '${theirs}'`;
      findings.warning({ code: "unknown_key", pointer: `/${ours}`, message, at: "key" });
    }
    findings.moved(`/${ours}`, `/${theirs}`);
  }
  const kept = Object.entries(root).filter(([key]) => ![...renamed.values()].includes(key));
  const translated = Object.fromEntries(kept.map(([key, value]) => [renamed.get(key) ?? key, value]));
  return { ...translated, criteria: mapValues(translated["criteria"], group) };
}

function group(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return withNumbers({
    ...value,
    subjects: mapItems(value["subjects"], group),
    tests: mapItems(value["tests"], withNumbers),
  });
}

/** The reference system takes `"100"` for 100. */
function withNumbers(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const numbers = ["weight", "subjects_weight"].flatMap((key) => {
    const text = value[key];
    const isNumber =
      typeof text === "string" && /^\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?\s*$/i.test(text);
    return isNumber ? [[key, Number(text)] as const] : [];
  });
  return { ...value, ...Object.fromEntries(numbers) };
}

function mapValues(value: unknown, map: (value: unknown) => unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));
}

function mapItems(value: unknown, map: (value: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(map) : value;
}
