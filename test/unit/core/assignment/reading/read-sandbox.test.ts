import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestOf, imageProblem, ImageReference } from "#core/assignment/image.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { writeAssignment } from "#core/assignment/writing/write-assignment.ts";

const digest = "0123456789abcdef".repeat(4);

function read(line: string) {
  const text = [
    "template: input_output",
    "languages: [python]",
    "criteria: { base: { weight: 100, tests: [{ name: t, type: dont_fail, program_command: CMD }] } }",
    line,
  ].join("\n");
  return readAssignment(text, "assignment.yaml");
}

function problems(line: string): readonly string[] {
  const result = read(line);
  if (result.ok) expect.fail("it was accepted");
  return result.findings.map((found) => `${found.line}:${found.column} ${found.pointer}: ${found.message}`);
}

describe("the image of a sandbox", () => {
  it.each([
    "python",
    "library/python",
    "ghcr.io/course/python",
    "localhost:5000/a/b_c/d.e-f",
    "Registry.Example.EDU:443/x",
  ])("is named with its digest: %s", (name) => {
    const image = `${name}@sha256:${digest}`;
    const result = read(`sandbox: { image: "${image}" }`);
    if (!result.ok) expect.fail(JSON.stringify(result.findings));
    expect(result.assignment.sandbox).toEqual({ image });
    expect(digestOf(image)).toBe(digest);

    const again = readAssignment(writeAssignment(result.assignment), "assignment.yaml");
    expect(again).toMatchObject({ ok: true, assignment: result.assignment });
  });

  it.each(["", "sandbox:", "sandbox: {}", "sandbox: { image: }"])("need not be named: '%s'", (line) => {
    const result = read(line);
    expect(result.ok && result.assignment).not.toHaveProperty("sandbox");
  });

  it("is refused at its place when only a tag names it, with how to find the digest", () => {
    expect(problems('sandbox:\n  image: "python:3.13"')).toEqual([
      '5:10 /sandbox/image: "python:3.13": an image without a digest can be another one tomorrow, and then so is ' +
        "every grade; write <name>@sha256:<digest>: `skopeo inspect --format '{{.Digest}}' docker://python:3.13` " +
        "prints the digest",
    ]);
  });

  it.each([
    ['{ image: "python" }', '/sandbox/image: "python": an image without a digest'],
    [`{ image: "python:3@sha256:${digest}" }`, `drop ':3' and write python@sha256:${digest}`],
    [`{ image: "Python@sha256:${digest}" }`, "in lower case"],
    [`{ image: "python@sha256:${digest.toUpperCase()}" }`, "in lower case"],
    ['{ image: "python@sha256:123" }', "a digest is 'sha256:' and 64 hexadecimal digits"],
    [`{ image: "../python@sha256:${digest}" }`, "/sandbox/image: "],
    [`{ image: "--insecure@sha256:${digest}" }`, "/sandbox/image: "],
    ['{ image: "py thon" }', "no name of an image"],
    ["{ image: 3 }", "/sandbox/image: expected text"],
    ["{ imgae: x }", "/sandbox/imgae: unknown key 'imgae'; did you mean 'image'?"],
    ["python", "/sandbox: expected an object"],
  ])("is refused: %s", (value, problem) => {
    expect(problems(`sandbox: ${value}`)).toEqual([expect.stringContaining(problem)]);
  });

  it("has a problem exactly when it is no reference, and never begins like an option", () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.stringMatching(/^[a-zA-Z0-9./:_-]{0,20}$/), fc.stringMatching(/^[0-9a-f]{63,65}$/))
        .map(([name, hex]) => `${name}@sha256:${hex}`),
    );
    fc.assert(
      fc.property(text, (image) => {
        const valid = ImageReference.safeParse(image).success;
        expect(imageProblem(image) === null).toBe(valid);
        expect(valid && /^[-./]/.test(image)).toBe(false);
      }),
    );
  });
});
