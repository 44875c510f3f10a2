import { Language } from "#core/assignment/language.ts";
import { htmlModels } from "#test/conformance/reference/webdev-html.ts";
import type { Looked, Model } from "#test/conformance/reference/model.ts";
import { hasOtherFiles, instead, theirs } from "#test/conformance/reference/static-analysis.ts";
import { textModels } from "#test/conformance/reference/webdev-text.ts";
import { filesGiven, type ReferenceTest } from "#test/conformance/reference/tree.ts";
import { languagesOf, type ReferenceCase } from "#test/conformance/reference-case.ts";
import { sandboxDifferences } from "./sandbox-differences.ts";
import { kindOf, webdevInstead } from "./webdev-instead.ts";

/** A score of one test other than the recorded one, and why it is the right one. */
export interface TestDifference {
  readonly reason: string;
  readonly score: number;
}

/** What the reference system gives for a test, where a model of its function can tell. */
export function modelled(test: ReferenceTest, example: ReferenceCase): number | undefined {
  const analysed = analysedOf(test, example);
  if (analysed !== undefined) return theirs(analysed);
  const model = modelOf(test.type);
  const files = filesGiven(test, example);
  if (model === undefined) return test.type === "count_unused_css_classes" ? unused(test) : undefined;
  return files.length === 0 ? 0 : model(looked(test, files, files[0]?.[1] ?? ""));
}

/** Every score that a test may have here instead of the one that the reference system gives it. */
export function differencesOf(
  test: ReferenceTest,
  example: ReferenceCase,
  recorded: number,
): readonly TestDifference[] {
  const analysed = analysedOf(test, example);
  const theirScore = modelled(test, example);
  if (theirScore === undefined) return sandboxDifferences(test, example, recorded);
  // A record that the reference system's own rule does not explain has another cause than that rule.
  if (theirScore !== recorded) return [];
  if (analysed === undefined) return ofWebdev(test, example);
  const score = instead(analysed, test.file !== undefined && test.file !== "all");
  const reason = hasOtherFiles(analysed) ? nothingSeen : imports;
  return score === undefined ? [] : [{ reason, score }];
}

const nothingSeen =
  "only sources of the language are analysed, and where none was submitted, none was seen to keep the rule";
const imports =
  "an import is found by the syntax tree, in whatever form the language allows, and not in texts";
const wrongFile = "without a target, the first file of the kind that the test is of, not of any kind";

function ofWebdev(test: ReferenceTest, example: ReferenceCase): readonly TestDifference[] {
  const files = filesGiven(test, example);
  const kind = kindOf(test.type);
  const alone = files.length === 1 || kind === undefined;
  const ours = alone ? files[0] : [...files].sort(byName).find(([name]) => kind.test(name));
  const other = ours?.[0] !== files[0]?.[0];
  if (ours === undefined) return files.length === 0 ? [] : [{ reason: wrongFile, score: 0 }];
  const content = looked(test, files, ours[1]);
  const plain = modelOf(test.type)?.(content);
  const found = (webdevInstead[test.type] ?? []).flatMap(({ reason, score }) => {
    const value = score(content);
    return value === undefined ? [] : [{ reason: other ? `${wrongFile}; ${reason}` : reason, score: value }];
  });
  return other && plain !== undefined ? [{ reason: wrongFile, score: plain }, ...found] : found;
}

function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : 1;
}

function looked(test: ReferenceTest, files: readonly (readonly [string, string])[], content: string): Looked {
  return { content, files: Object.fromEntries(files), get: (name) => test.parameters[name] };
}

function modelOf(type: string): Model | undefined {
  if (Object.hasOwn(htmlModels, type)) return htmlModels[type];
  return Object.hasOwn(textModels, type) ? textModels[type] : undefined;
}

/** It reads a parameter that the engine never fills: nobody's files, so nothing, unless a config has them in it. */
function unused({ parameters }: ReferenceTest): number | undefined {
  return parameters["submission_files"] === undefined ? 0 : insideParameter(parameters);
}

function insideParameter(parameters: ReferenceTest["parameters"]): number | undefined {
  const files = parameters["submission_files"];
  if (typeof files !== "object" || files === null) return undefined;
  const named = new Map(Object.entries(files));
  const html = String(named.get(String(parameters["html_file"])) ?? "");
  const css = String(named.get(String(parameters["css_file"])) ?? "");
  if (html === "" && css === "") return 0;
  const bare = css.replaceAll(/\{[^{}]*\}/g, "{}");
  const used = new Set(
    [...html.matchAll(/class="([^"]*)"/g)].flatMap((match) => (match[1] ?? "").split(/\s+/)),
  );
  return [...bare.matchAll(/\.([a-zA-Z_-][\w-]*)/g)].every((match) => used.has(match[1] ?? "")) ? 100 : 0;
}

function analysedOf(test: ReferenceTest, example: ReferenceCase) {
  const { type, parameters } = test;
  if (type !== "forbidden_import" && type !== "forbidden_keyword") return undefined;
  const language = Language.safeParse(languagesOf(example)[0]?.toLowerCase());
  if (!language.success) return undefined;
  return { type, language: language.data, files: filesGiven(test, example), parameters };
}
