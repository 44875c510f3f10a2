import type { AssignmentFolder } from "#cli/assignment/read-folder.ts";
import type { Upload } from "#cli/submit/read-upload.ts";
import { definitionHash } from "#core/assignment/definition-hash.ts";
import type { Bundle, Release } from "#core/assignment/release.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import type { Locale } from "#core/locales/locale.ts";
import { gradingId, releaseId, sha256Hex, Slug, submissionId } from "#core/submission/ids.ts";

export interface LocalJobOptions {
  readonly folder: AssignmentFolder;
  readonly bundle: Bundle | null;
  readonly upload: Upload;
  readonly language: string | undefined;
  readonly locale: Locale;
  readonly now: Date;
}

export interface LocalJob {
  readonly job: GradeJob;
  readonly release: Release;
}

/** The release and the job that publishing and uploading the same files would have led to. */
export function localJob({ folder, bundle, upload, language, locale, now }: LocalJobOptions): LocalJob {
  const ref = { course: Slug.parse("local"), assignment: slugOf(folder.name) };
  const student = Slug.parse("local");
  const hash = definitionHash(folder.assignment);
  const release = releaseId(hash, bundle?.digest ?? null);
  const digest = sha256Hex(upload.content);
  const at = now.toISOString();
  return {
    release: {
      schema: 1,
      releaseId: release,
      ...ref,
      createdAt: at,
      definitionHash: hash,
      definition: folder.assignment,
      assets: [],
      bundle,
    },
    job: {
      schema: 1,
      ...ref,
      student,
      submissionId: submissionId(upload.name, digest),
      gradingId: gradingId(release, 1),
      releaseId: release,
      upload: {
        bucket: "local",
        key: upload.name,
        versionId: digest,
        etag: digest,
        sizeBytes: upload.content.length,
      },
      ...(language === undefined ? {} : { language }),
      locale,
      correlationId: "local",
      submittedAt: at,
      queuedAt: at,
    },
  };
}

/** Any folder can be graded here, whatever its name; only a key would forbid it. */
function slugOf(name: string): Slug {
  const slug = Slug.safeParse(name);
  return slug.success ? slug.data : Slug.parse("assignment");
}
