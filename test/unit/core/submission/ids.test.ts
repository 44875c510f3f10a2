import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  GradingId,
  gradingId,
  ReleaseId,
  releaseId,
  Sha256,
  sha256Hex,
  Slug,
  SubmissionId,
  submissionId,
} from "#core/submission/ids.ts";

const hash = (text: string) => Sha256.parse(sha256Hex(text));

describe("ids", () => {
  it("are what their own schema accepts, whatever they are made of", () => {
    const any = fc.string({ unit: "binary" });

    fc.assert(
      fc.property(any, any, fc.integer({ min: 1, max: 999_999_999 }), (a, b, run) => {
        const release = releaseId(hash(a), hash(b));

        expect(SubmissionId.safeParse(submissionId(a, b)).success).toBe(true);
        expect(ReleaseId.safeParse(release).success).toBe(true);
        expect(GradingId.safeParse(gradingId(release, run)).success).toBe(true);
      }),
    );
  });

  it("are the same for the same object version, and only for it", () => {
    expect(submissionId("algo/sorting/ana/main.py", "v1")).toBe(
      submissionId("algo/sorting/ana/main.py", "v1"),
    );
    expect(submissionId("algo/sorting/ana/main.py", "v1")).not.toBe(
      submissionId("algo/sorting/ana/main.py", "v2"),
    );
    expect(submissionId("algo/sorting/ana/main.py", "v1")).not.toBe(
      submissionId("algo/sorting/ana/main.pyv", "1"),
    );
  });

  it("of a release change with the assignment and with its files", () => {
    const ids = [
      releaseId(hash("a"), null),
      releaseId(hash("b"), null),
      releaseId(hash("a"), hash("files")),
      releaseId(hash("a"), hash("other files")),
    ];

    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([0, -1, 1.5, 1_000_000_000])("of a grading refuse the run number %d", (run) => {
    expect(() => gradingId(releaseId(hash("a"), null), run)).toThrow();
  });

  it.each(["", "-a", ".a", "a/b", "a b", "ä", "a\n", "a".repeat(65), "..", "@a"])(
    "a slug is not '%s'",
    (text) => {
      expect(Slug.safeParse(text).success).toBe(false);
    },
  );

  it("hashes text as UTF-8, like the bytes of it", () => {
    expect(sha256Hex("ç")).toBe(sha256Hex(Buffer.from("ç")));
    expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});
