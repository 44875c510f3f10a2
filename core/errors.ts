/** Who has to act. It decides who is shown the message and whether a grade may be at stake. */
export type Blame = "student" | "instructor" | "platform";

/**
 * What happens next: `never` is terminal, `later` returns the job to the queue,
 * `other-host` does the same and marks this host as suspect.
 */
export type Retry = "never" | "later" | "other-host";

/**
 * Every error that can end a publication, an acceptance or a grading.
 * Its words, in each language, are in `locales/`: a code without words does not compile.
 */
export const errorRegistry = {
  // The upload, before any sandbox
  key_invalid: { blame: "student", retry: "never" },
  assignment_unknown: { blame: "student", retry: "never" },
  submission_too_large: { blame: "student", retry: "never" },
  attempts_exhausted: { blame: "student", retry: "never" },
  too_many_in_flight: { blame: "student", retry: "never" },
  submission_gone: { blame: "student", retry: "never" },
  submission_empty: { blame: "student", retry: "never" },
  language_required: { blame: "student", retry: "never" },
  language_not_allowed: { blame: "student", retry: "never" },
  archive_unsupported: { blame: "student", retry: "never" },
  archive_corrupt: { blame: "student", retry: "never" },
  archive_encrypted: { blame: "student", retry: "never" },
  archive_path_unsafe: { blame: "student", retry: "never" },
  archive_name_invalid: { blame: "student", retry: "never" },
  archive_name_conflict: { blame: "student", retry: "never" },
  archive_link: { blame: "student", retry: "never" },
  archive_special_file: { blame: "student", retry: "never" },
  archive_too_large: { blame: "student", retry: "never" },
  archive_too_many_entries: { blame: "student", retry: "never" },
  // Preflight
  required_file_missing: { blame: "student", retry: "never" },
  unsupported_file_type: { blame: "student", retry: "never" },
  ambiguous_file_target: { blame: "student", retry: "never" },
  setup_command_failed: { blame: "student", retry: "never" },
  setup_command_timeout: { blame: "student", retry: "never" },
  // The assignment
  assignment_invalid: { blame: "instructor", retry: "never" },
  release_unusable: { blame: "instructor", retry: "never" },
  image_unavailable: { blame: "instructor", retry: "never" },
  image_unusable: { blame: "instructor", retry: "never" },
  image_has_no_shell: { blame: "instructor", retry: "never" },
  // The platform
  asset_injection_failed: { blame: "platform", retry: "later" },
  bundle_missing: { blame: "platform", retry: "later" },
  bundle_corrupt: { blame: "platform", retry: "later" },
  storage_unavailable: { blame: "platform", retry: "later" },
  sandbox_unavailable: { blame: "platform", retry: "other-host" },
  sandbox_lost: { blame: "platform", retry: "other-host" },
  image_not_fetched: { blame: "platform", retry: "later" },
  ai_unavailable: { blame: "platform", retry: "later" },
  ai_budget_spent: { blame: "platform", retry: "later" },
  analysis_unavailable: { blame: "platform", retry: "other-host" },
  test_function_threw: { blame: "platform", retry: "later" },
  grading_timeout: { blame: "platform", retry: "later" },
  lease_lost: { blame: "platform", retry: "later" },
  retries_exhausted: { blame: "platform", retry: "never" },
  internal: { blame: "platform", retry: "later" },
} as const satisfies Record<string, { readonly blame: Blame; readonly retry: Retry }>;

export type ErrorCode = keyof typeof errorRegistry;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorRegistry, value);
}

/** Values that the words of an error may name: a path, a limit, a command. Already capped, still untrusted. */
export type ErrorContext = Readonly<Record<string, string | number>>;

/** An error with a code, the values its message needs, and the cause that led to it. */
export class AssayError extends Error {
  override readonly name = "AssayError";
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  constructor(code: ErrorCode, context: ErrorContext = {}, options: ErrorOptions = {}) {
    super(`${code}${describe(context)}`, options);
    this.code = code;
    this.context = context;
  }

  get blame(): Blame {
    return errorRegistry[this.code].blame;
  }

  get retry(): Retry {
    return errorRegistry[this.code].retry;
  }
}

/** Any thrown value as an AssayError; what is not ours already is the platform's fault. */
export function toAssayError(error: unknown): AssayError {
  if (error instanceof AssayError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new AssayError("internal", { detail: detail.slice(0, 500) }, { cause: error });
}

function describe(context: ErrorContext): string {
  const parts = Object.entries(context).map(([key, value]) => `${key}=${value}`);
  return parts.length === 0 ? "" : `: ${parts.join(" ")}`;
}
