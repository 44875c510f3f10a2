import { InvalidArgumentError, Option } from "commander";
import { Slug, SubmissionId } from "#core/submission/ids.ts";
import { type AssignmentRef, SHARED_FOLDER, type SubmissionRef } from "#core/submission/keys.ts";

/** Arguments and options that several commands take; commander prints what their parsers throw, with their name. */

export function parseSlug(text: string): Slug {
  const slug = Slug.safeParse(text);
  if (!slug.success) throw new InvalidArgumentError(slug.error.issues[0]?.message ?? "not a name");
  return slug.data;
}

/** Which stacks a command speaks to; `connect` reads it. */
export function deploymentOption(): Option {
  const description = "outputs file of 'cdk deploy' (default: ASSAY_DEPLOYMENT, else the local stack)";
  return new Option("--deployment <file>", description);
}

/** An option that may be given again. */
export function collectSlugs(flags: string, description: string): Option {
  return new Option(flags, description)
    .argParser((text: string, previous: readonly Slug[]) => [...previous, parseSlug(text)])
    .default([], "all");
}

export function parseAssignmentSlug(text: string): Slug {
  const slug = parseSlug(text);
  if (slug === SHARED_FOLDER) {
    throw new InvalidArgumentError(`'${SHARED_FOLDER}' is the folder of assets that a course shares`);
  }
  return slug;
}

export function parseAssignmentRef(text: string): AssignmentRef {
  const [course, assignment, ...rest] = text.split("/");
  if (course === undefined || assignment === undefined || rest.length > 0) {
    throw new InvalidArgumentError("use <course>/<assignment>, e.g. algorithms/week-1");
  }
  return { course: parseSlug(course), assignment: parseAssignmentSlug(assignment) };
}

export function parseSubmissionRef(text: string): SubmissionRef {
  const [course, assignment, student, id, ...rest] = text.split("/");
  const submissionId = SubmissionId.safeParse(id);
  if (student === undefined || !submissionId.success || rest.length > 0) {
    throw new InvalidArgumentError("use <course>/<assignment>/<student>/<id>, the id being 32 hex digits");
  }
  return {
    ...parseAssignmentRef(`${course}/${assignment}`),
    student: parseSlug(student),
    submissionId: submissionId.data,
  };
}

export function parseWhole(range: { readonly from: number; readonly to: number }): (text: string) => number {
  return (text) => {
    const number = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= range.from && number <= range.to)) {
      throw new InvalidArgumentError(`use a whole number from ${range.from} to ${range.to}`);
    }
    return number;
  };
}
