import { describe, expect, it } from "vitest";
import { AssayError } from "#core/errors.ts";
import { grading } from "#test/support/grading.ts";
import { definition } from "#test/support/releases.ts";

const image = `courses/python@sha256:${"0".repeat(64)}`;

describe("a grading in an image", () => {
  it("asks the pool for the image of its assignment", async () => {
    const { run, pool } = grading({}, {}, { definition: { ...definition({}), sandbox: { image } } });
    await run();
    expect(pool.taken.map(({ needs }) => needs.image)).toEqual([image]);
  });

  it("asks for none when the assignment names none", async () => {
    const { run, pool } = grading({}, {});
    await run();
    expect(pool.taken[0]?.needs).not.toHaveProperty("image");
  });

  it.each(["image_unavailable", "image_unusable", "image_has_no_shell"] as const)(
    "blames the instructor and is never a zero: %s",
    async (code) => {
      const { run } = grading({}, { run: () => Promise.reject(new AssayError(code, { image })) });
      await expect(run()).rejects.toMatchObject({ code, blame: "instructor", retry: "never" });
    },
  );

  it("is tried again when the image could not be fetched this time", async () => {
    const { run } = grading(
      {},
      { take: () => Promise.reject(new AssayError("image_not_fetched", { image })) },
    );
    await expect(run()).rejects.toMatchObject({ blame: "platform", retry: "later" });
  });
});
