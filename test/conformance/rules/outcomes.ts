import { assetsOf, commandsOf, isRecord } from "#test/conformance/reference/rejection.ts";
import { type ReferenceBranch, testsOf, treeOf } from "#test/conformance/reference/tree.ts";
import { languagesOf, type ReferenceCase } from "#test/conformance/reference-case.ts";
import { hasOperator, shell } from "./sandbox-differences.ts";

/** Why a case is graded that the reference system fails; undefined where nothing of its input is the cause. */
export function reasonToGrade(example: ReferenceCase): string | undefined {
  return toGrade.find(({ holds }) => holds(example, errorOf(example)))?.reason;
}

/** Why a case is rejected with this code, where the reference system grades it or says something else. */
export function reasonToReject(code: string, example: ReferenceCase): string | undefined {
  return toReject.find((rule) => rule.code === code && rule.holds(example, errorOf(example)))?.reason;
}

interface OutcomeRule {
  readonly reason: string;
  readonly holds: (example: ReferenceCase, error: string) => boolean;
}

/** One argument list of `echo` and base64 takes no more, in bytes. */
const ARGUMENT_BYTES = 98_000;

const toGrade: readonly OutcomeRule[] = [
  {
    reason: "subjects without weight have no part in the score, instead of failing every grading",
    holds: (example, error) =>
      error.includes("missing 'subjects_weight'") && (treeOf(example) ?? []).some(hasMutedSubjects),
  },
  {
    reason: "wishes about reports never cost a grade",
    holds: ({ input, expected }, error) =>
      expected.final_score !== undefined &&
      /Feedback|Preferences|unexpected keyword|LearningResource|linked_tests|required (?:positional|keyword)/.test(
        `${error} ${expected.failed_at_step}`,
      ) &&
      hasUnusualWish(input.feedback_config),
  },
  {
    reason: "an empty file is a file like any other",
    holds: ({ input }, error) => {
      const source = /Failed to resolve asset: source=(.*?), target=/.exec(error)?.[1];
      return source !== undefined && input.s3_objects?.[source] === "";
    },
  },
  {
    reason: "files are streamed in, so that no length of an argument list bounds them",
    holds: ({ input }, error) =>
      (error.includes("Failed to create sandbox") && Object.values(input.files).some(isLong)) ||
      (error.includes("Failed to inject assets") && Object.values(input.s3_objects ?? {}).some(isLong)),
  },
  {
    reason: "setup commands and assets get a sandbox, whatever the tests need",
    holds: (example, error) => {
      const { setup_config: setup } = example.input;
      const commands = languagesOf(example).flatMap((language) => commandsOf(setup, language));
      const needed = commands.length > 0 || assetsOf(setup).length > 0;
      return error.includes("Sandbox environment is required") && needed;
    },
  },
  { reason: shell, holds: (example, error) => /exit code|execution/.test(error) && hasShellSetup(example) },
  {
    reason: "two dots inside of a name lead nowhere",
    holds: ({ input }, error) =>
      error.includes("path traversal") &&
      assetsOf(input.setup_config).some(({ asset }) => {
        const parts = [String(asset["source"]), String(asset["target"])];
        return (
          parts.some((part) => part.includes("..")) && !parts.some((part) => part.split("/").includes(".."))
        );
      }),
  },
  {
    reason: "a parameter that the function does not have is warned of and ignored, whatever it is called",
    holds: (example, error) =>
      /multiple values for|unexpected keyword/.test(error) &&
      testsOf(treeOf(example) ?? []).some(({ parameters }) =>
        reserved.some((name) => Object.hasOwn(parameters, name)),
      ),
  },
  {
    reason: "nothing required is all of it, where the reference system divides by zero",
    holds: (example, error) =>
      error.includes("division by zero") &&
      testsOf(treeOf(example) ?? []).some(
        ({ type, parameters }) =>
          type === "check_internal_links_to_article" && (parameters["required_count"] ?? 0) === 0,
      ),
  },
];

const toReject: readonly (OutcomeRule & { readonly code: string })[] = [
  {
    code: "submission_empty",
    reason: "an empty upload is told to the student before anything is graded",
    holds: ({ input }) => Object.keys(input.files).length === 0,
  },
  {
    code: "archive_path_unsafe",
    reason: "the student is told which path is wrong, instead of a fault of the sandbox",
    holds: ({ input }, error) =>
      error.includes("Failed to create sandbox") && Object.keys(input.files).some(isUnsafe),
  },
  {
    code: "archive_name_invalid",
    reason: "the student is told which path is wrong, instead of a fault of the sandbox",
    holds: ({ input }, error) =>
      error.includes("Failed to create sandbox") && Object.keys(input.files).some(isUnsafe),
  },
  { code: "setup_command_failed", reason: shell, holds: hasShellSetup },
];

const reserved = ["files", "sandbox", "locale", "pre_computed_results", "structural_analysis"];

function errorOf({ expected }: ReferenceCase): string {
  return expected.error ?? expected.build_error ?? "";
}

function hasMutedSubjects({ subjects, tests, subjectsWeight }: ReferenceBranch): boolean {
  const mixed = subjects.length > 0 && tests.length > 0;
  return (mixed && subjectsWeight === 0) || subjects.some(hasMutedSubjects);
}

const wishes: Readonly<Record<string, readonly string[]>> = {
  general: ["report_title", "show_score", "show_passed_tests", "add_report_summary", "online_content"],
  default: ["category_headers"],
  ai: [
    "provide_solutions",
    "feedback_tone",
    "feedback_persona",
    "assignment_context",
    "extra_orientations",
    "submission_files_to_read",
  ],
};

/** A key that the reference system's feedback does not know, or a resource that is linked to no list of tests. */
function hasUnusualWish(feedback: unknown): boolean {
  if (!isRecord(feedback)) return false;
  return Object.entries(wishes).some(([section, known]) => {
    const own = feedback[section];
    if (!isRecord(own)) return false;
    const content: unknown = own["online_content"];
    const unlinked =
      Array.isArray(content) && content.some((each) => isRecord(each) && each["linked_tests"] === undefined);
    return unlinked || Object.keys(own).some((key) => !known.includes(key));
  });
}

function hasShellSetup({ input }: ReferenceCase): boolean {
  return commandsOf(input.setup_config, input.language ?? "python").some(hasOperator);
}

function isLong(text: string): boolean {
  return Buffer.byteLength(text) > ARGUMENT_BYTES;
}

function isUnsafe(name: string): boolean {
  return name === "" || name === "." || name.startsWith("/") || name.split("/").includes("..");
}
