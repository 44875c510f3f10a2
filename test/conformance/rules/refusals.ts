import { Language } from "#core/assignment/language.ts";
import { knows } from "#test/conformance/reference/static-analysis.ts";
import { assetsOf } from "#test/conformance/reference/rejection.ts";
import { type ReferenceTest, testsOf, treeOf } from "#test/conformance/reference/tree.ts";
import { languagesOf, type ReferenceCase } from "#test/conformance/reference-case.ts";
import type { RefusedFacts } from "#test/conformance/facts.ts";

/** An error that we find at publish where the reference system grades, and finds out then or never. */
interface Refusal {
  readonly reason: string;
  readonly pointer: string;
  readonly codes: readonly string[];
}

/** Why a config is refused that the reference system grades; undefined where some error has no such reason. */
export function reasonOfRefusal(actual: RefusedFacts, example: ReferenceCase): string | undefined {
  const expected = refusalsOf(example);
  const found = actual.errors.map(({ code, pointer }) =>
    expected.find((each) => each.pointer === pointer && each.codes.includes(code)),
  );
  const all = expected.filter(({ codes }) => !codes.includes("asset_missing"));
  const complete = all.every(({ pointer }) => actual.errors.some((error) => error.pointer === pointer));
  if (!complete || found.length === 0 || found.includes(undefined)) return undefined;
  return [...new Set(found.map((each) => each?.reason))].join("; ");
}

const costsEveryStudent =
  "it would cost every student the test, so the instructor is told and nobody is graded";
const sameForAll = "without it every student gets the same, whatever is submitted, so the instructor is told";

/** Each is of a cause that can be seen in the input; what was recorded has to fit to it. */
function refusalsOf(example: ReferenceCase): readonly Refusal[] {
  const tests = testsOf(treeOf(example) ?? []);
  const paths = example.expected.tests;
  const recorded = (index: number) => paths[index]?.score;
  const found = tests.flatMap((test, index) => [
    ...ofCommand(test, languagesOf(example)),
    ...ofKeywords(test, example),
    ...ofParameters(test, recorded(index)),
  ]);
  return [...found, ...ofServer(tests, paths), ...ofAssets(example)];
}

const runners = ["expect_output", "dont_fail", "expect_file_artifact"];

function ofCommand(
  { type, parameters, places, pointer }: ReferenceTest,
  languages: readonly string[],
): Refusal[] {
  if (!runners.includes(type)) return [];
  const reason = "without a command for the language the reference system runs the inputs as the command";
  const command = parameters["program_command"];
  const place = places["program_command"] ?? `${pointer}/parameters/program_command`;
  if (typeof command === "string") return [];
  if (typeof command === "object" && command !== null && !Array.isArray(command)) {
    const keys = Object.keys(command);
    const missing = languages.filter((language) => !keys.includes(language));
    if (missing.length === 0) return [];
    const others = keys.filter((key) => !Language.safeParse(key).success);
    return [
      { reason, pointer: place, codes: ["missing_language_command"] },
      ...others.map((key) => ({ reason, pointer: `${place}/${key}`, codes: ["invalid_parameter"] })),
    ];
  }
  return [{ reason, pointer: place, codes: ["missing_key", "wrong_type", "invalid_value"] }];
}

function ofKeywords({ type, parameters, places }: ReferenceTest, example: ReferenceCase): Refusal[] {
  const keywords = parameters["forbidden_keywords"];
  if (type !== "forbidden_keyword" || !Array.isArray(keywords)) return [];
  const languages = languagesOf(example).flatMap((name) => Language.safeParse(name.toLowerCase()).data ?? []);
  const reason =
    "there it is ignored and the test passes whatever is submitted, so the instructor is told what was meant";
  return keywords.flatMap((keyword: unknown, index) => {
    if (typeof keyword !== "string" || languages.some((language) => knows(keyword, language))) return [];
    return [{ reason, pointer: `${places["forbidden_keywords"]}/${index}`, codes: ["invalid_parameter"] }];
  });
}

/** The parameters without which a function says nothing, and those that must be of a kind to mean anything. */
const needed: Readonly<Record<string, readonly string[]>> = {
  has_tag: ["tag"],
  has_forbidden_tag: ["tag"],
  has_attribute: ["attribute"],
  check_head_details: ["detail_tag"],

  check_attribute_and_value: ["tag", "attribute", "value"],
  check_tag_not_inside: ["child_tag", "parent_tag"],

  link_points_to_page_with_query_param: ["target_page", "query_param"],
  css_uses_property: ["prop", "value"],

  has_style: ["style"],
  count_over_usage: ["text"],
  js_uses_feature: ["feature"],
  uses_forbidden_method: ["method"],
  js_has_json_array_with_id: ["required_key"],
  has_no_js_framework: ["html_file", "js_file"],
  count_unused_css_classes: ["html_file", "css_file"],
  check_dir_exists: ["dir_path"],
  check_project_structure: ["expected_structure"],
  expect_file_artifact: ["artifact_path"],
};

function ofParameters(test: ReferenceTest, recorded: number | undefined): Refusal[] {
  const { type, parameters, places, pointer } = test;
  const place = (name: string) => places[name] ?? `${pointer}/parameters/${name}`;
  const found: Refusal[] = (needed[type] ?? []).flatMap((name) => {
    const value = parameters[name];
    if (value !== undefined && (value !== "" || name === "value")) return [];
    const codes = ["missing_key", "invalid_value", "out_of_range"];
    return [{ reason: sameForAll, pointer: place(name), codes }];
  });
  if (type === "dont_fail" && parameters["input"] !== undefined) {
    const reason = "there the parameter is ignored and the test runs without its input";
    found.push({
      reason,
      pointer: place("input"),
      codes: ["wrong_type", "invalid_value", "invalid_parameter"],
    });
  }
  if (recorded !== 0) return found;
  const costs = (name: string, inside = "") =>
    found.push({
      reason: costsEveryStudent,
      pointer: `${place(name)}${inside}`,
      codes: ["wrong_type", "invalid_value", "invalid_parameter"],
    });
  const { inputs, artifact_path: path, match_mode: mode, expected_content: content } = parameters;
  if (Array.isArray(inputs)) {
    for (const [index, line] of inputs.entries()) if (typeof line !== "string") costs("inputs", `/${index}`);
  }
  if (type !== "expect_file_artifact") return found;
  if (typeof path === "string" && path !== "" && isNoPath(path)) costs("artifact_path");
  if (mode !== undefined && !["exact", "contains", "regex"].some((known) => known === mode))
    costs("match_mode");
  if (mode === "regex" && typeof content === "string" && !compiles(content)) costs("expected_content");
  return found;
}

function isNoPath(path: string): boolean {
  const segments = path.split("/");
  return (
    path.startsWith("/") ||
    path.endsWith("/") ||
    segments.includes("..") ||
    segments.every((each) => each === ".")
  );
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

const asking = ["health_check", "check_response_json"];

/** It has no way to say how a server is started, and its sandboxes no network: nobody ever gets these points. */
function ofServer(tests: readonly ReferenceTest[], recorded: ReferenceCase["expected"]["tests"]): Refusal[] {
  const asked = tests.filter(({ type }) => asking.includes(type));
  const nobody = tests.every(
    ({ type }, index) => !asking.includes(type) || (recorded[index]?.score ?? 0) === 0,
  );
  if (asked.length === 0 || !nobody) return [];
  const reason =
    "nothing says how the student's server is started, so no answer can be expected: there every student gets 0 for it";
  return [{ reason, pointer: "/server", codes: ["missing_key"] }];
}

function ofAssets({ input }: ReferenceCase): Refusal[] {
  const assets = assetsOf(input.setup_config);
  const target = (asset: Readonly<Record<string, unknown>>) => {
    const path = `/${String(asset["target"])
      .split("/")
      .filter((each) => each !== "" && each !== ".")
      .join("/")}`;
    return path.startsWith("/tmp/") ? path : `/tmp${path}`;
  };
  return assets.flatMap(({ asset, pointer }, index): Refusal[] => {
    const before = assets.slice(0, index).map((each) => target(each.asset));
    const others = assets.filter((_, at) => at !== index).map((each) => target(each.asset));
    const missing = !Object.hasOwn(input.s3_objects ?? {}, String(asset["source"]));
    return [
      ...(before.includes(target(asset))
        ? [{ reason: twice, pointer: `${pointer}/target`, codes: ["duplicate_target"] }]
        : []),
      ...(others.some((other) => target(asset).startsWith(`${other}/`))
        ? [{ reason: twice, pointer: `${pointer}/target`, codes: ["target_inside_file"] }]
        : []),
      ...(missing ? [{ reason: absent, pointer: `${pointer}/source`, codes: ["asset_missing"] }] : []),
    ];
  });
}

const twice = "which of two assets at one place is meant is for the instructor to say";
const absent =
  "a missing asset is found at publish, before there is a submission whose files could be checked";
