import { type Random, seeded } from "../../bench/simulate/random.ts";

/** What a student of the soak hands in, and what has to come of it. */
export interface Submission {
  readonly number: number;
  readonly student: string;
  /** No two uploads have the same key: the emulator's events name no version. */
  readonly name: string;
  readonly body: string;
  readonly expected: Expectation;
}

export type Expectation =
  | { readonly outcome: "graded"; readonly score: number }
  /** By a runner, which it costs an attempt, or at the door. */
  | { readonly outcome: "rejected"; readonly atTheDoor: boolean };

/** The data of a program: what it answers to each input. The sandbox that is none reads it and does the same. */
export interface ProgramData {
  readonly one: string;
  readonly two: string;
  /** How long it takes over each answer. */
  readonly seconds: number;
  /** Which it prints, so that one student's result is never another's. */
  readonly job: number;
}

export const assignment = { course: "soak", assignment: "answers" } as const;

export const SUBMISSIONS_OF_A_STUDENT = 4;

/** As an instructor writes it. */
export const definitionText = [
  "title: Answers",
  "template: input_output",
  "languages: [python]",
  "setup: {assets: [{source: data.txt, target: /tmp/data.txt}]}",
  "submissions: {max_size: 1MiB, max_attempts: 20}",
  "criteria:",
  "  base:",
  "    weight: 100",
  "    tests:",
  ...["one", "two"].flatMap((word) => [
    "      - name: expect_output",
    `        parameters: {program_command: "python3 *.py", inputs: [${word}], expected_output: ${word}}`,
  ]),
  "",
].join("\n");

/** The same for the same seed and number. */
export function submission(seed: number, number: number, slow: boolean): Submission {
  const random = seeded(seed * 1_000_003 + number);
  const student = `s${String(Math.floor(number / SUBMISSIONS_OF_A_STUDENT)).padStart(5, "0")}`;
  const common = { number, student };
  const kind = slow ? 0 : random.uniform();
  if (kind > 0.99) {
    const expected = { outcome: "rejected", atTheDoor: true } as const;
    return { ...common, name: `try-${number}.py`, body: "", expected };
  }
  if (kind > 0.97) {
    const expected = { outcome: "rejected", atTheDoor: false } as const;
    return { ...common, name: `try-${number}.zip`, body: `no archive: ${number}`, expected };
  }
  return { ...common, name: `try-${number}.py`, ...program(random, number, slow ? 5 : 0) };
}

function program(random: Random, number: number, seconds: number): Pick<Submission, "body" | "expected"> {
  const right = { one: random.uniform() < 0.7, two: random.uniform() < 0.7 };
  const data: ProgramData = {
    one: right.one ? "one" : `not one ${number}`,
    two: right.two ? "two" : `not two ${number}`,
    seconds,
    job: number,
  };
  const body = [
    `data = ${JSON.stringify(data)}`,
    "import sys, time",
    'time.sleep(data["seconds"])',
    "print(data[input()])",
    'print("job", data["job"], file=sys.stderr)',
    "",
  ].join("\n");
  return { body, expected: { outcome: "graded", score: 50 * (Number(right.one) + Number(right.two)) } };
}

/** Of a program that `submission` made. */
export function programData(source: string): ProgramData {
  return JSON.parse(source.slice("data = ".length, source.indexOf("\n")));
}
