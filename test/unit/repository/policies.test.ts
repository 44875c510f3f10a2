import { globSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { Deployment } from "#core/deployment.ts";
import { gradingId, ReleaseId, Slug, SubmissionId } from "#core/submission/ids.ts";
import {
  assignmentKeys,
  releaseKeys,
  resultKeys,
  SHARED_FOLDER,
  submissionKeys,
} from "#core/submission/keys.ts";

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
/** Nothing else than these parts: what is evaluated below is all that they say. */
const Policy = z.strictObject({
  Version: z.literal("2012-10-17"),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().regex(/^[A-Za-z]+$/),
      Effect: z.literal("Allow"),
      Action: texts,
      Resource: texts,
      Condition: z.strictObject({ StringLike: z.strictObject({ "s3:prefix": z.string() }) }).optional(),
    }),
  ),
});
type Policy = z.infer<typeof Policy>;

interface Person {
  readonly course: Slug;
  readonly assignment: Slug;
  readonly student: Slug;
}

/** With the names of buckets as they are, so that an ARN is `arn:aws:s3:::SubmissionsBucket/…`. */
function policyFor(name: string, person: Person): Policy {
  const names = [...Object.keys(Deployment.shape), "RegradingQueueArn"].map((key) => [key, key] as const);
  const values: ReadonlyMap<string, string> = new Map([...names, ...Object.entries(person)]);
  const text = readFileSync(`docs/policies/${name}.json`, "utf8");
  return Policy.parse(
    JSON.parse(text.replaceAll(/<(\w+)>/g, (_, key: string) => values.get(key) ?? expect.fail(`<${key}>`))),
  );
}

interface Request {
  readonly action: string;
  readonly resource: string;
  /** Of a listing. */
  readonly prefix?: string;
}

/** By the rules of IAM for what these policies hold: `*` stands for anything, also for slashes. */
function allows(policy: Policy, { action, resource, prefix }: Request): boolean {
  return policy.Statement.some(
    ({ Action, Resource, Condition }) =>
      Action.includes(action) &&
      Resource.some((pattern) => matches(pattern, resource)) &&
      (Condition === undefined ||
        (prefix !== undefined && matches(Condition.StringLike["s3:prefix"], prefix))),
  );
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.split("*").map(literal).join("[^]*")}$`).test(text);
}

function literal(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, "\\$&");
}

const buckets = ["AssignmentsBucket", "ReleasesBucket", "SubmissionsBucket", "ResultsBucket"] as const;
const objectActions = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:AbortMultipartUpload"];

// Few letters, so that one name often begins as another.
const slug = fc
  .stringMatching(/^[ab][ab.-]{0,3}$/)
  .filter((text) => text !== SHARED_FOLDER)
  .map((text) => Slug.parse(text));
const person = fc.record({ course: slug, assignment: slug, student: slug });
const ids = {
  submissionId: SubmissionId.parse("0".repeat(32)),
  gradingId: gradingId(ReleaseId.parse("a".repeat(24)), 1),
};

const names = globSync("docs/policies/*.json").map((path) => path.replace(/^.*\/|\.json$/g, ""));

describe("a policy of docs/policies", () => {
  it("is each of those that are written about", () => {
    const page = readFileSync("docs/operations.md", "utf8");
    for (const name of names) expect(page).toContain(`policies/${name}.json`);
    expect(names.toSorted()).toEqual(["instructor", "presign", "regrade", "student"]);
  });

  it.each(names)("%s reaches no object and no listing of another course, and deletes nothing", (name) => {
    fc.assert(
      fc.property(person, person, (mine, theirs) => {
        fc.pre(mine.course !== theirs.course);
        const policy = policyFor(name, mine);
        for (const bucket of buckets) {
          const key = `${theirs.course}/${theirs.assignment}/${theirs.student}/queued.json`;
          for (const action of objectActions) {
            expect(allows(policy, { action, resource: `arn:aws:s3:::${bucket}/${key}` })).toBe(false);
          }
          for (const prefix of [`${theirs.course}/`, "", theirs.course.slice(0, 1), undefined]) {
            const listing = { resource: `arn:aws:s3:::${bucket}`, ...(prefix !== undefined && { prefix }) };
            expect(allows(policy, { action: "s3:ListBucket", ...listing })).toBe(false);
            expect(allows(policy, { action: "s3:ListBucketVersions", ...listing })).toBe(false);
          }
        }
        const actions = policy.Statement.flatMap(({ Action }) => Action);
        const known = [...objectActions, "s3:ListBucket", "s3:ListBucketVersions", "sqs:SendMessage"];
        expect(actions.filter((action) => !known.includes(action))).toEqual([]);
      }),
    );
  });

  it("lets an instructor push, read and list the course, and write nothing but assignments", () => {
    fc.assert(
      fc.property(person, (mine) => {
        const policy = policyFor("instructor", mine);
        const ref = { ...mine, ...ids };
        const may = (action: string, bucket: string, key: string) =>
          allows(policy, { action, resource: `arn:aws:s3:::${bucket}/${key}` });
        expect(
          may("s3:PutObject", "AssignmentsBucket", assignmentKeys.definition(mine, "assignment.yaml")),
        ).toBe(true);
        expect(may("s3:GetObject", "ReleasesBucket", releaseKeys.validation(mine))).toBe(true);
        expect(may("s3:GetObjectVersion", "SubmissionsBucket", submissionKeys.upload(mine, "x.py"))).toBe(
          true,
        );
        expect(may("s3:GetObject", "ResultsBucket", resultKeys.result(ref))).toBe(true);
        for (const bucket of buckets.slice(1)) {
          expect(may("s3:PutObject", bucket, resultKeys.result(ref))).toBe(false);
        }
        const listing = {
          resource: "arn:aws:s3:::SubmissionsBucket",
          prefix: submissionKeys.assignment(mine),
        };
        expect(allows(policy, { action: "s3:ListBucketVersions", ...listing })).toBe(true);
      }),
    );
  });

  it("lets a student hand in, and read, for nobody else and for no other assignment", () => {
    fc.assert(
      fc.property(person, person, (mine, theirs) => {
        fc.pre(mine.student !== theirs.student || mine.assignment !== theirs.assignment);
        const policy = policyFor("student", mine);
        const may = (who: Person, action: string) => {
          const other = { ...mine, assignment: who.assignment, student: who.student };
          const upload = `arn:aws:s3:::SubmissionsBucket/${submissionKeys.upload(other, "x.py")}`;
          const result = `arn:aws:s3:::ResultsBucket/${resultKeys.status({ ...other, ...ids })}`;
          return allows(policy, { action, resource: action === "s3:PutObject" ? upload : result });
        };
        expect([may(mine, "s3:PutObject"), may(mine, "s3:GetObject")]).toEqual([true, true]);
        expect([may(theirs, "s3:PutObject"), may(theirs, "s3:GetObject")]).toEqual([false, false]);
        const written = `arn:aws:s3:::ResultsBucket/${resultKeys.status({ ...mine, ...ids })}`;
        expect(allows(policy, { action: "s3:PutObject", resource: written })).toBe(false);
      }),
    );
  });

  it("lets who regrades send jobs and mark them, and change no result", () => {
    fc.assert(
      fc.property(person, (mine) => {
        const policy = policyFor("regrade", mine);
        const ref = { ...mine, ...ids };
        const may = (key: string) =>
          allows(policy, { action: "s3:PutObject", resource: `arn:aws:s3:::ResultsBucket/${key}` });
        expect(allows(policy, { action: "sqs:SendMessage", resource: "RegradingQueueArn" })).toBe(true);
        expect(may(resultKeys.queued(ref))).toBe(true);
        expect([may(resultKeys.result(ref)), may(resultKeys.status(ref))]).toEqual([false, false]);
      }),
    );
  });
});
