import type { ErrorContext } from "#core/errors.ts";
import { valuesOf } from "#core/locales/error-values.ts";
import type { Messages } from "#core/locales/messages.ts";

const NOT_YOUR_FAULT = "This is not your fault and costs you no points.";
const TRIED_AGAIN = `${NOT_YOUR_FAULT} It is tried again by itself; you need not upload again.`;
const ASK_STAFF = `${NOT_YOUR_FAULT} Tell the course staff, with the reference below.`;
const UPLOAD_AGAIN = "Make a new archive of your files and upload it again.";

export const errors: Messages["errors"] = {
  key_invalid: (context) => ({
    summary: `The upload has a name that belongs to no assignment${say(context).after("reason")}.`,
    advice: "Upload to <course>/<assignment>/<student>/<file name>.",
  }),
  assignment_unknown: (context) => ({
    summary: `There is no assignment${say(context).quoted("assignment")} that takes submissions.`,
    advice: "Check the names of the course and the assignment. If they are right, ask the course staff.",
  }),
  submission_too_large: (context) => ({
    summary: `The upload is too large${say(context).between(": it has ", say(context).size("sizeBytes"))}${say(context).between(", and at most ", say(context).size("limitBytes"), " are accepted")}.`,
    advice: "Leave out what is not asked for: build output, libraries, data sets, version control folders.",
  }),
  attempts_exhausted: (context) => ({
    summary: `All attempts are used${say(context).between(": ", say(context).text("maxAttempts"), " are allowed")}.`,
    advice: "Your earlier results stay as they are. Ask the course staff if you think this is wrong.",
  }),
  too_many_in_flight: (context) => ({
    summary: `Too many of your submissions to this assignment are still being graded${say(context).between(": ", say(context).text("maxInFlight"), " at a time are allowed")}.`,
    advice: "This upload was not graded and costs no attempt. Wait for a result, then upload it again.",
  }),
  submission_gone: () => ({
    summary: "The upload was deleted before it could be graded.",
    advice: "Upload it again.",
  }),
  submission_empty: () => ({
    summary: "The upload holds no files.",
    advice: "Check that the archive contains your source files, and upload it again.",
  }),
  language_required: (context) => ({
    summary: `The language of the submission is not clear${say(context).between(": it could be ", say(context).text("candidates"))}.`,
    advice: `Say which language it is when you upload, or upload the files of one language only.`,
  }),
  language_not_allowed: (context) => ({
    summary: `This assignment does not take the language${say(context).quoted("requested")}.`,
    advice: `Use ${say(context).text("allowed") || "one of the languages the assignment names"}.`,
  }),
  archive_unsupported: (context) => ({
    summary: `The upload${say(context).quoted("path")} is of a kind that is not read here${say(context).inBrackets("detail")}.`,
    advice: "Upload a .zip, a .tar.gz, or a single source file.",
  }),
  archive_corrupt: (context) => ({
    summary: `The archive is damaged or incomplete${say(context).between(" at", say(context).quoted("path"))}${say(context).inBrackets("detail")}.`,
    advice: UPLOAD_AGAIN,
  }),
  archive_encrypted: (context) => ({
    summary: `The archive is protected by a password${say(context).between(" at", say(context).quoted("path"))}.`,
    advice: "Make the archive without a password and upload it again.",
  }),
  archive_path_unsafe: (context) => ({
    summary: `The archive has a path that could leave its own folder:${say(context).quoted("path")}${say(context).inBrackets("detail")}.`,
    advice: "Pack your files with relative paths, without '..'.",
  }),
  archive_name_invalid: (context) => ({
    summary: `A file in the archive has a name that cannot be used:${say(context).quoted("path")}${say(context).inBrackets("detail")}.`,
    advice: "Rename it with letters, digits, '.', '_' and '-', and upload again.",
  }),
  archive_name_conflict: (context) => ({
    summary: `Two entries of the archive would become the same file:${say(context).quoted("path")}${say(context).between(" and", say(context).quoted("other"))}.`,
    advice: "Rename or remove one of them and upload again.",
  }),
  archive_link: (context) => ({
    summary: `The archive has a link where a file is needed:${say(context).quoted("path")}.`,
    advice: "Replace the link with a copy of the file it points to.",
  }),
  archive_special_file: (context) => ({
    summary: `The archive has something that is neither a file nor a folder:${say(context).quoted("path")}.`,
    advice: "Pack only files and folders.",
  }),
  archive_too_large: (context) => ({
    summary: `The unpacked archive is too large${say(context).between(": more than ", say(context).size("limitBytes"))}${say(context).between(" at", say(context).quoted("path"))}.`,
    advice: "Leave out what is not asked for: build output, libraries, data sets, version control folders.",
  }),
  archive_too_many_entries: (context) => ({
    summary: `The archive has too many files${say(context).between(": at most ", say(context).text("limit"), " are accepted")}.`,
    advice: "Leave out what is not asked for, such as libraries (node_modules, venv) and .git.",
  }),
  required_file_missing: (context) => ({
    summary: `Required files are missing: ${say(context).text("paths")}.`,
    advice:
      "Check the spelling, upper and lower case, and that the file is not inside another folder of the archive. Then upload again.",
  }),
  unsupported_file_type: (context) => ({
    summary: `The test${say(context).quoted("test")} cannot read the file${say(context).quoted("path")}: it is not of the type that the test is for.`,
    advice:
      "Check that the language of the submission is the right one. If it is, ask the course staff to name another file in the test.",
  }),
  ambiguous_file_target: (context) => ({
    summary: `The test${say(context).quoted("test")} is for one file, and there are several that it could be${say(context).after("paths")}.`,
    advice:
      "Upload only the one that is to be graded. If all of them are needed, ask the course staff to name the file in the test.",
  }),
  setup_command_failed: (context) => ({
    summary: `Your program could not be prepared: the step${say(context).quoted("name")}${say(context).inBrackets("command")} failed${howItEnded(context)}.`,
    advice: "Read the output of the step below, correct what it names, and upload again.",
  }),
  setup_command_timeout: (context) => ({
    summary: `Your program could not be prepared in time: the step${say(context).quoted("name")}${say(context).inBrackets("command")} was stopped${say(context).between(" after ", say(context).duration("limitMs"))}.`,
    advice: "Look for what makes this step so slow or lets it wait for input, and upload again.",
  }),
  assignment_invalid: (context) => ({
    summary: `The assignment has errors${say(context).after("detail")}.`,
    advice: "Correct what validation.json names, and upload the assignment again.",
  }),
  release_unusable: (context) => ({
    summary: `The assignment cannot be graded as it is written${say(context).after("detail")}.`,
    advice: ASK_STAFF,
  }),
  image_unavailable: (context) => ({
    summary: `The image that the assignment names is not there:${say(context).quoted("image")}${say(context).after("detail")}.`,
    advice: ASK_STAFF,
  }),
  image_unusable: (context) => ({
    summary: `The image that the assignment names cannot be used:${say(context).quoted("image")}${say(context).after("detail")}.`,
    advice: ASK_STAFF,
  }),
  image_has_no_shell: (context) => ({
    summary: `The assignment has a command for a shell,${say(context).quoted("command")}, and the image${say(context).quoted("image")} has no /bin/sh. Written as a list, such as [/usr/bin/program, argument], it would be run as it is.`,
    advice: ASK_STAFF,
  }),
  asset_injection_failed: (context) => ({
    summary: `A file of the assignment could not be put in place${say(context).between(": source", say(context).quoted("source"))}${say(context).between(", target", say(context).quoted("target"))}.`,
    advice: TRIED_AGAIN,
  }),
  bundle_missing: () => ({
    summary: "The files of the assignment could not be found.",
    advice: TRIED_AGAIN,
  }),
  bundle_corrupt: () => ({
    summary: "The files of the assignment arrived damaged.",
    advice: TRIED_AGAIN,
  }),
  storage_unavailable: () => ({
    summary: "The storage of the grading system did not answer.",
    advice: TRIED_AGAIN,
  }),
  sandbox_unavailable: () => ({
    summary: "No sandbox could be started for your program.",
    advice: TRIED_AGAIN,
  }),
  sandbox_lost: () => ({
    summary: "The sandbox of your program was lost during the grading.",
    advice: TRIED_AGAIN,
  }),
  image_not_fetched: () => ({
    summary: "The image that your program is to run in could not be fetched.",
    advice: TRIED_AGAIN,
  }),
  ai_unavailable: () => ({
    summary: "The language model that judges some of the tests did not answer.",
    advice: TRIED_AGAIN,
  }),
  ai_budget_spent: () => ({
    summary: "The language model that judges some of the tests may not be asked any more today.",
    advice: `${NOT_YOUR_FAULT} Tell the course staff, who can have this very upload graded from tomorrow on; you need not upload again.`,
  }),
  analysis_unavailable: () => ({
    summary: "Your source code could not be analysed, because the program for it did not run.",
    advice: TRIED_AGAIN,
  }),
  test_function_threw: (context) => ({
    summary: `The grading system failed in a test${say(context).quoted("test")}.`,
    advice: TRIED_AGAIN,
  }),
  grading_timeout: (context) => ({
    summary: `The whole grading took too long${say(context).between(": more than ", say(context).duration("limitMs"))}.`,
    advice: TRIED_AGAIN,
  }),
  lease_lost: () => ({
    summary: "The grading was handed over to another machine.",
    advice: TRIED_AGAIN,
  }),
  retries_exhausted: (context) => ({
    summary: `The grading was tried${say(context).between(" ", say(context).text("attempts"), " times") || " several times"} and did not succeed.`,
    advice: ASK_STAFF,
  }),
  internal: () => ({
    summary: "The grading system made an error.",
    advice: TRIED_AGAIN,
  }),
};

function howItEnded(context: ErrorContext): string {
  return (
    say(context).between(" with exit code ", say(context).text("exitCode")) ||
    say(context).between(" and was ended by ", say(context).text("signal"))
  );
}

function say(context: ErrorContext) {
  return valuesOf(context, "en");
}
