import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { curlLine } from "#cli/presign/curl-line.ts";

/** What a shell makes of the line, with something in the place of curl that says what it was given. */
function argumentsOf(line: string): readonly string[] {
  const script = `curl() { printf '%s\\0' "$@"; }; ${line}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

it("gives curl the very fields and the very file, whatever they hold", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 20 }).filter((value) => !value.includes("\0"));
  fc.assert(
    fc.property(
      text,
      text.filter((name) => name !== ""),
      (value, file) => {
        const given = argumentsOf(
          curlLine({ url: "https://s3.example/?a=1&b=2", fields: { key: value } }, file),
        );
        const escaped = file.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
        expect(given).toEqual([
          "--fail-with-body",
          "--form-string",
          `key=${value}`,
          "--form",
          `file=@"${escaped}"`,
          "https://s3.example/?a=1&b=2",
        ]);
      },
    ),
    { numRuns: 50 },
  );
});
