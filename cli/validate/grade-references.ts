import type { AssignmentFolder } from "#cli/assignment/read-folder.ts";
import { openFolderGrader } from "#cli/grade/grade-folder.ts";
import type { GradedReference } from "#cli/render/references.ts";
import type { Settings } from "#cli/settings.ts";
import { readUpload } from "#cli/submit/read-upload.ts";
import type { Finding } from "#core/assignment/finding.ts";
import { referenceProblem } from "#core/grading/compare-reference.ts";
import type { Progress } from "#core/submission/status.ts";

export interface ReferenceCheck {
  readonly references: readonly GradedReference[];
  /** Of those that came to something else, as a publication reports them. */
  readonly findings: readonly Finding[];
}

/** Grades every reference of a folder here, one after another, and compares as a publication does. */
export async function gradeReferences(
  settings: Settings,
  folder: AssignmentFolder,
  onProgress: (path: string, progress: Progress) => void,
  signal: AbortSignal,
): Promise<ReferenceCheck> {
  const references: GradedReference[] = [];
  const findings: Finding[] = [];
  await using grader = await openFolderGrader(settings, { folder, injection: "stream" });
  for (const { reference, file, missed } of folder.references) {
    const { path, language } = reference;
    const submission = {
      upload: await readUpload(file),
      language,
      locale: "en",
      onProgress: (progress: Progress) => onProgress(path, progress),
    } as const;
    const result = await grader.grade(submission, signal);
    const problem = referenceProblem(reference, result);
    if (problem !== undefined) findings.push(missed(problem));
    const score = result.outcome === "graded" ? { score: result.score } : {};
    references.push({ path, met: problem === undefined, ...score });
  }
  return { references, findings };
}
