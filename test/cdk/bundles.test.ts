import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bundleLambda } from "#lib/constructs/bundle-lambda.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-bundles-"));
afterAll(() => rmSync(dir, { recursive: true }));

const names = readdirSync("lambdas").filter((name) =>
  statSync(join("lambdas", name, "handler.ts"), { throwIfNoEntry: false }),
);

/**
 * The largest of them has the S3 and SQS clients, multipart uploads, the YAML reader, zod, and with the test
 * functions what they read pages with: 1.1 MB.
 */
const LIMIT_BYTES = 1_300_000;

describe.each(names)("the bundle of %s", (name) => {
  const output = mkdtempSync(join(dir, "out-"));
  bundleLambda(name, output);

  it(`stays below ${LIMIT_BYTES} bytes, which all languages of zod would not`, () => {
    expect(statSync(join(output, "index.js")).size).toBeLessThan(LIMIT_BYTES);
  });

  it("is the same wherever it is made, so that nothing is deployed again without a change", () => {
    const again = mkdtempSync(join(dir, "another-place-"));
    bundleLambda(name, again);

    for (const file of ["index.js", "index.js.map"]) {
      expect(readFileSync(join(again, file)).equals(readFileSync(join(output, file)))).toBe(true);
    }
  });
});
