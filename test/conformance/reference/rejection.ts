import type { ReferenceCase } from "#test/conformance/reference-case.ts";
import { type ReferenceTest, testsOf, treeOf } from "./tree.ts";

/** What a recorded failure tells of what failed, and where; `elsewhere` is for what only a rule can explain. */
export type Rejection =
  /** At these places of the config, each of them or one within it. */
  | { readonly kind: "config"; readonly pointers: readonly string[] }
  /** One of these places has it; which one the reference system did not say. */
  | { readonly kind: "one-of"; readonly pointers: readonly string[] }
  | { readonly kind: "files-missing"; readonly names: readonly string[] }
  | { readonly kind: "setup-command"; readonly name: string; readonly exitCode: number | undefined }
  | { readonly kind: "no-ai" }
  | { readonly kind: "elsewhere" };

/** Reads a recorded failure; its words are the reference system's, and Python's. */
export function rejectionOf(example: ReferenceCase): Rejection {
  const { expected } = example;
  const error = expected.error ?? expected.build_error ?? "";
  const tests = testsOf(treeOf(example) ?? []);
  const missing = [...error.matchAll(/not found: `'(.*)'`/g)].map((match) => match[1] ?? "");
  if (missing.length > 0) return { kind: "files-missing", names: missing };
  return (
    setupCommand(example, error) ??
    validation(example, { error, tests }) ??
    lookUp(example, { error, tests }) ??
    (error.includes("Environment variable not set") ? { kind: "no-ai" } : { kind: "elsewhere" })
  );
}

interface Told {
  readonly error: string;
  readonly tests: readonly ReferenceTest[];
}

function setupCommand({ expected, input }: ReferenceCase, error: string): Rejection | undefined {
  const details = (expected.steps ?? []).flatMap((step) =>
    typeof step === "string" || !step.error_details ? [] : [step.error_details],
  );
  const failed = details.find(({ error_type: type }) => type === "setup_command_failed");
  if (failed === undefined) return undefined;
  const index = /Invalid setup command format at index (\d+)/.exec(error)?.[1];
  const unnamed = /Setup command '(.*)' is missing the 'command' field/.exec(error)?.[1];
  const commands = commandsOf(input.setup_config, input.language ?? "python");
  const broken = index ?? commands.findIndex((command) => named(command, unnamed));
  if (index !== undefined || unnamed !== undefined) {
    const place = `/setup_config/${input.language ?? "python"}/setup_commands/${broken}`;
    return { kind: "config", pointers: [place] };
  }
  const exitCode = failed.failed_command?.exit_code ?? undefined;
  return { kind: "setup-command", name: failed.command_name ?? "", exitCode };
}

/** `base.tests.0.weight` of a model is `/criteria_config/base/tests/0/weight` of a config. */
function validation({ input }: ReferenceCase, { error, tests }: Told): Rejection | undefined {
  const model = /validation errors? for (\w+)/.exec(error)?.[1];
  const places = [...error.matchAll(/^(\w+(?:\.\w+)*)\n {2}\S/gm)].map((match) => match[1] ?? "");
  const roots: Readonly<Record<string, string>> = {
    CriteriaConfig: "/criteria_config",
    SetupConfig: "/setup_config",
  };
  const root = roots[model ?? ""];
  if (root !== undefined) {
    return { kind: "config", pointers: places.map((place) => pointerTo(input, root, place)) };
  }
  const [, name, type] = /Invalid parameters for test '(.*?)' \((\w+)\)/.exec(error) ?? [];
  if (name === undefined) return undefined;
  const named = tests.filter((test) => test.name === name && test.type === type);
  const pointers = named.flatMap(({ places: own, pointer }) =>
    places.map((place) => {
      const [parameter = "", ...inside] = place.split(".");
      return [own[parameter] ?? `${pointer}/parameters/${parameter}`, ...inside].join("/");
    }),
  );
  return { kind: "one-of", pointers };
}

/** An asset list under `global` takes the place of the one beside it before anything is checked. */
function pointerTo(input: ReferenceCase["input"], root: string, place: string): string {
  const global = JSON.stringify(input.setup_config ?? {}).includes('"global"');
  const moved = root === "/setup_config" && global ? place.replace(/^assets\b/, "global.assets") : place;
  return `${root}/${moved.replaceAll(".", "/")}`;
}

function lookUp({ input }: ReferenceCase, { error, tests }: Told): Rejection | undefined {
  const template = /Template '(.*?)' not found/.exec(error)?.[1];
  if (template !== undefined) {
    const index = Array.isArray(input.template_name) ? `/${input.template_name.indexOf(template)}` : "";
    return { kind: "config", pointers: [`/template_name${index}`] };
  }
  if (/[Nn]o (?:valid )?templates?\b|template name/.test(error)) {
    return { kind: "config", pointers: ["/template_name"] };
  }
  const type = /Couldn't find test function '(.*?)'/.exec(error)?.[1];
  if (type !== undefined) {
    const unknown = tests.filter((test) => test.type === type);
    return { kind: "config", pointers: unknown.slice(0, 1).map(({ pointer }) => pointer) };
  }
  if (error.includes("Cannot parse rule")) return oneOf(tests, ["custom_ast_grep_rules"]);
  const source = /Failed to resolve asset: source=(.*?), target=/.exec(error)?.[1];
  if (source !== undefined) return { kind: "one-of", pointers: assetPointers(input, "source", source) };
  if (/target|Asset/.test(error) && error.startsWith("Failed to inject assets")) {
    return { kind: "one-of", pointers: assetPointers(input, "target") };
  }
  return mistyped(tests, error);
}

/** What Python says of a value of another type than the function expects, without a word of where it was. */
function mistyped(tests: readonly ReferenceTest[], error: string): Rejection | undefined {
  if (
    !/not supported between instances of|object has no attribute|unsupported operand type|must be str|expected string|must be a? ?string/.test(
      error,
    )
  )
    return undefined;
  const pointers = tests.flatMap(({ parameters, places }) =>
    Object.entries(parameters).flatMap(([name, value]) => {
      const wrong = numeric.has(name) ? typeof value !== "number" : isNoText(name, value);
      return wrong ? [places[name] ?? ""] : [];
    }),
  );
  return { kind: "one-of", pointers };
}

const numeric = new Set(["required_count", "max_allowed", "count", "min_items"]);
const texts = new Set([
  "tag",
  "attribute",
  "child_tag",
  "parent_tag",
  "detail_tag",
  "target_page",
  "query_param",
  "prop",
  "style",
  "text",
  "feature",
  "method",
  "required_key",
  "html_file",
  "js_file",
  "dir_path",
  "expected_structure",
  "expected_output",
  "expected_content",
  "artifact_path",
  "user_input",
]);

function isNoText(name: string, value: unknown): boolean {
  return texts.has(name) && typeof value !== "string";
}

function oneOf(tests: readonly ReferenceTest[], names: readonly string[]): Rejection {
  return {
    kind: "one-of",
    pointers: tests.flatMap(({ places }) => names.flatMap((name) => places[name] ?? [])),
  };
}

function assetPointers(input: ReferenceCase["input"], key: "source" | "target", only?: string): string[] {
  return assetsOf(input.setup_config).flatMap(({ pointer, asset }) =>
    only === undefined || asset[key] === only ? [`${pointer}/${key}`] : [],
  );
}

/** The assets that count, and where each is written. */
export function assetsOf(setup: unknown): readonly { readonly pointer: string; readonly asset: Asset }[] {
  if (!isRecord(setup)) return [];
  const global = isRecord(setup["global"]) ? setup["global"]["assets"] : undefined;
  const [list, pointer] = Array.isArray(global)
    ? [global, "/setup_config/global/assets"]
    : [setup["assets"], "/setup_config/assets"];
  if (!Array.isArray(list)) return [];
  return list.flatMap((asset: unknown, index) =>
    isRecord(asset) ? [{ pointer: `${pointer}/${index}`, asset }] : [],
  );
}

type Asset = Readonly<Record<string, unknown>>;

/** The setup commands of one language, as they are written. */
export function commandsOf(setup: unknown, language: string): readonly unknown[] {
  const block = isRecord(setup) ? setup[language] : undefined;
  const commands = isRecord(block) ? block["setup_commands"] : undefined;
  return Array.isArray(commands) ? commands : [];
}

function named(command: unknown, name: string | undefined): boolean {
  return isRecord(command) && command["name"] === name && command["command"] === undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
