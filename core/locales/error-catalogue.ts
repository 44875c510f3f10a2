import { type ErrorContext, errorRegistry, isErrorCode } from "#core/errors.ts";
import { errors } from "#core/locales/en/errors.ts";

const blames = {
  student: "Errors of an upload or its programs",
  instructor: "Errors of an assignment",
  platform: "Faults of the platform",
} as const;

const retries = {
  never: "final",
  later: "tried again",
  "other-host": "tried again, by another host first",
} as const;

/** Values of the kind that a real message names. */
const example: ErrorContext = {
  path: "src/main.py",
  other: "SRC/main.py",
  paths: "main.py",
  name: "Compile",
  command: "gcc main.c -o main",
  exitCode: 1,
  sizeBytes: 60 * 1024 * 1024,
  limitBytes: 50 * 1024 * 1024,
  limit: 2_000,
  limitMs: 30_000,
  maxAttempts: 5,
  maxInFlight: 10,
  attempts: 4,
  assignment: "sorting",
  image: `courses/python@sha256:${"0".repeat(64)}`,
  requested: "java",
  allowed: "python, c",
  candidates: "python, c",
  source: "cities.csv",
  target: "/tmp/cities.csv",
  test: "base/two numbers",
};

/** Every error code with its words, as a page of Markdown: what `docs/errors.md` holds. */
export function errorCatalogue(): string {
  const rows = Object.entries(errorRegistry).flatMap(([code, entry]) =>
    isErrorCode(code) ? [{ code, ...entry, ...errors[code](example) }] : [],
  );
  const sections = Object.entries(blames).map(([blame, heading]) => {
    const lines = rows
      .filter((row) => row.blame === blame)
      .map(
        ({ code, retry, summary, advice }) =>
          `| \`${code}\` | ${cell(summary)} | ${cell(advice)} | ${retries[retry]} |`,
      );
    return `## ${heading}\n\n| code | what it says | what to do | what happens next |\n| --- | --- | --- | --- |\n${lines.join("\n")}\n`;
  });
  return `# Errors\n\nEvery \`error.code\` of a result, with its words in English; paths, sizes, limits and\ncommands are examples. Made by \`node scripts/generate-errors.ts\`.\n\n${sections.join("\n")}`;
}

function cell(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll("|", "\\|");
}
