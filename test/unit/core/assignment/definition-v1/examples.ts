/** Definitions in the words of definition v1, made anew from what its examples are about. */

export type Json = Readonly<Record<string, unknown>>;

const everyCommand = {
  python: "python3 main.py",
  java: "java Main",
  node: "node main.js",
  cpp: "./main",
  c: "./main",
};

const compiled = (command: string, file: string) => ({
  required_files: [file],
  setup_commands: [{ name: "Compile", command }],
});

const everyLanguage = {
  languages: ["python", "java", "node", "cpp", "c"],
  preparation: {
    languages: {
      python: { required_files: ["main.py"], setup_commands: [] },
      java: compiled("javac Main.java", "Main.java"),
      node: { required_files: ["main.js"] },
      cpp: compiled("g++ main.cpp -o main", "main.cpp"),
      c: compiled("gcc main.c -o main", "main.c"),
    },
    fixtures: [],
  },
};

const wishes = {
  enabled: true,
  mode: "default",
  preferences: {
    general: {
      report_title: null,
      show_score: true,
      show_passed_tests: false,
      add_report_summary: true,
      online_content: [],
    },
    default: { category_headers: {} },
  },
};

export function test(type: string, parameters: Json, changes: Json = {}): Json {
  return {
    id: `t-${type}`,
    type,
    name: "a test",
    parameters,
    file: null,
    weight: 100,
    metadata: {},
    ...changes,
  };
}

export function definition(tests: readonly Json[], changes: Json = {}, base: Json = {}): Json {
  return {
    schema_version: "1.0",
    templates: ["input_output"],
    languages: ["python"],
    criteria: {
      base: { weight: 100, tests, subjects: null, subjects_weight: null, metadata: {}, ...base },
      bonus: null,
      penalty: null,
      metadata: {},
    },
    feedback: wishes,
    metadata: {},
    ...changes,
  };
}

export function sum(program_command: unknown, changes: Json = {}): Json {
  const parameters = { inputs: ["10", "20"], expected_output: "30", program_command, normalization: true };
  return test("expect_output", parameters, changes);
}

const noCrash = (program_command: unknown) => test("dont_fail", { user_input: "abc", program_command });
const only = (weight: number, each: Json) => ({ weight, tests: [each] });
const noMath = test("forbidden_import", { forbidden_imports: ["math"] });
const python = sum("python3 main.py");

export const valid: Readonly<Record<string, Json>> = {
  "one language": definition([python]),
  "the language C, compiled": definition([sum("./main")], {
    languages: ["c"],
    preparation: { languages: { c: compiled("gcc main.c -o main", "main.c") } },
  }),
  "a command for every language": definition([sum(everyCommand)], everyLanguage),
  "a bonus for not failing": definition([], {
    criteria: { base: { weight: 100, tests: [python] }, bonus: only(10, noCrash("python3 main.py")) },
  }),
  "an import that costs points": definition([], {
    ...everyLanguage,
    templates: ["input_output", "static_analysis"],
    criteria: {
      base: only(100, sum(everyCommand)),
      bonus: only(5, noCrash(everyCommand)),
      penalty: only(15, noMath),
    },
  }),
  "a file that the program writes": definition(
    [
      sum(everyCommand),
      test("expect_file_artifact", {
        inputs: ["10", "20"],
        program_command: everyCommand,
        artifact_path: "results.txt",
        expected_content: "30",
        match_mode: "contains",
        normalization: true,
      }),
    ],
    everyLanguage,
  ),
  "groups within groups, and what to read": definition(
    [python],
    {
      feedback: {
        ...wishes,
        preferences: {
          general: {
            online_content: [
              { url: "https://example.org/", description: "read this", linked_tests: ["nested"] },
            ],
          },
        },
      },
    },
    {
      subjects: [{ subject_name: "a/b", weight: 1, tests: [sum("python3 main.py", { id: "nested" })] }],
      subjects_weight: 33.5,
    },
  ),
  "a page": definition([test("has_tag", { tag: "h1", required_count: 1 })], {
    templates: ["webdev"],
    languages: ["node"],
    preparation: { languages: { node: { required_files: ["index.html"] } } },
  }),
  "the files of a project": definition(
    [test("check_project_structure", { expected_structure: "index.html" })],
    {
      templates: ["webdev"],
      languages: ["node"],
    },
  ),
  "a server": definition([test("health_check", { endpoint: "/health" })], {
    templates: ["api"],
    preparation: {
      languages: {
        python: {
          required_files: ["server.py"],
          setup_commands: [{ name: "Start", command: "sh -c 'python3 server.py > /tmp/server.log 2>&1 &'" }],
        },
      },
    },
  }),
  "an algorithm that a model judges": definition(
    [test("ai_sorting_algorithm", { algorithm_name: "merge sort" })],
    { templates: ["static_analysis"], preparation: { languages: {}, fixtures: [] } },
  ),
};

const parameters = ["criteria", "base", "tests", 0, "parameters"];

interface Refused {
  readonly definition: Json;
  readonly code: string;
  readonly path: readonly (string | number)[];
}

function refused(each: Json, path: readonly (string | number)[], code = "INVALID_DEFINITION"): Refused {
  return { definition: each, code, path };
}

/** Each has this one error and no other. */
export const invalid: Readonly<Record<string, Refused>> = {
  "the input of dont_fail by another name": refused(
    definition([test("dont_fail", { input: "abc", program_command: "CMD" })]),
    [...parameters, "input"],
  ),
  "an endpoint that is a number": refused(
    definition([test("health_check", { endpoint: 5 })], { templates: ["api"] }),
    [...parameters, "endpoint"],
  ),
  "a misspelled parameter": refused(
    definition([test("has_tag", { tagg: "h1", required_count: 1 })], { templates: ["webdev"] }),
    [...parameters, "tagg"],
  ),
  "an algorithm without a name": refused(
    definition([test("ai_sorting_algorithm", { algorithm_name: "" })], { templates: ["static_analysis"] }),
    [...parameters, "algorithm_name"],
  ),
  "an id that is taken": refused(
    definition([python, python]),
    ["criteria", "base", "tests", 1, "id"],
    "DUPLICATE_CRITERION_ID",
  ),
  "a kind of report that nobody writes": refused(definition([python], { feedback: { mode: "ai" } }), [
    "feedback",
    "mode",
  ]),
  "no preparation, said so": refused(definition([python], { preparation: null }), ["preparation"]),
  "a language without a command": refused(
    definition([sum({ python: "python3 main.py" })], { languages: ["python", "java", "c"] }),
    [...parameters, "program_command"],
    "MISSING_LANGUAGE_COMMAND",
  ),
};
