import { stringify } from "yaml";
import type { AiFeedback } from "#core/assignment/ai-feedback.ts";
import type { Assignment, Category, Command, Subject, Test } from "#core/assignment/assignment.ts";
import type { Feedback } from "#core/assignment/feedback.ts";
import type { Reference } from "#core/assignment/reference.ts";
import { inDurations, inSizes } from "#core/assignment/writing/quantities.ts";

/** An assignment as a file in our spelling, YAML: what it is read from again is the same assignment. */
export function writeAssignment(assignment: Assignment): string {
  const { title, templates, languages, criteria, setup, server, isolation, sandbox, limits } = assignment;
  const { schedule, submissions, feedback, aiFeedback, references } = assignment;
  const definition = {
    title,
    template: templates.length === 1 ? templates[0] : templates,
    languages: languages.length === 0 ? undefined : languages,
    criteria: {
      base: group(criteria.base),
      bonus: criteria.bonus && group(criteria.bonus),
      penalty: criteria.penalty && group(criteria.penalty),
    },
    setup: setupOf(setup),
    server: server && {
      command: Object.fromEntries(Object.entries(server.commands).map(([key, run]) => [key, command(run)])),
      port: server.port,
      ready_timeout: inDurations(server.readyMs),
    },
    isolation,
    file_selection: assignment.fileSelection,
    sandbox,
    limits: {
      command: {
        wall: inDurations(limits.command.wallMs),
        cpu: inDurations(limits.command.cpuMs),
        memory: inSizes(limits.command.memoryBytes),
        processes: limits.command.processes,
        output: inSizes(limits.command.outputBytes),
        file_size: inSizes(limits.command.fileBytes),
        open_files: limits.command.openFiles,
      },
      grading: { wall: inDurations(limits.gradingWallMs) },
    },
    schedule: Object.keys(schedule).length === 0 ? undefined : scheduleOf(schedule),
    submissions: {
      max_attempts: submissions.maxAttempts,
      max_in_flight: submissions.maxInFlight,
      max_size: inSizes(submissions.maxBytes),
    },
    feedback:
      feedback || aiFeedback
        ? { ...(feedback && feedbackOf(feedback)), ...(aiFeedback && aiFeedbackOf(aiFeedback)) }
        : undefined,
    references: references?.map(referenceOf),
  };
  return stringify(JSON.parse(JSON.stringify(definition)), { lineWidth: 0, aliasDuplicateObjects: false });
}

function scheduleOf({ dueAt, seats, rushMs }: Assignment["schedule"]): object {
  return { due_at: dueAt, seats, rush: rushMs === undefined ? undefined : inDurations(rushMs) };
}

function group({ weight, subjectsWeight, subjects, tests }: Category | Subject): object {
  return {
    weight,
    subjects_weight: subjectsWeight,
    subjects: some(subjects.map((subject) => ({ subject_name: subject.name, ...group(subject) }))),
    tests: some(tests.map(test)),
  };
}

/** An id with a `/` was made of the path, and will be again. */
function test({ id, name, type, file, weight, visibility, parameters }: Test): object {
  return {
    id: id.includes("/") ? undefined : id,
    name,
    type,
    file,
    weight,
    visibility: visibility === "visible" ? undefined : visibility,
    parameters,
  };
}

function setupOf({ assets, languages }: Assignment["setup"]): object | undefined {
  const blocks = Object.entries(languages).map(([language, { requiredFiles, setupCommands }]) => [
    language,
    {
      required_files: requiredFiles,
      setup_commands: setupCommands.map((step) => ({ name: step.name, command: command(step.command) })),
    },
  ]);
  if (assets.length === 0 && blocks.length === 0) return undefined;
  const files = assets.map(({ source, declaredTarget, readOnly, visibility }) => {
    return { source, target: declaredTarget, read_only: readOnly, visibility };
  });
  return { assets: some(files), ...Object.fromEntries(blocks) };
}

function feedbackOf({ reportTitle, showScore, showPassedTests, showSummary, ...rest }: Feedback): object {
  return {
    general: {
      report_title: reportTitle,
      show_score: showScore,
      show_passed_tests: showPassedTests,
      add_report_summary: showSummary,
      online_content: rest.resources.map(({ url, description, tests }) => {
        return { url, description, linked_tests: tests };
      }),
    },
    default: { category_headers: rest.categoryHeadings },
  };
}

function aiFeedbackOf({ solutions, tone, persona, context, orientations, files }: AiFeedback): object {
  return {
    mode: "ai",
    ai: {
      provide_solutions: solutions,
      feedback_tone: tone,
      feedback_persona: persona,
      assignment_context: context,
      extra_orientations: orientations,
      submission_files_to_read: files,
    },
  };
}

function referenceOf({ path, language, expected }: Reference): object {
  if (expected.outcome === "rejected") return { path, language, outcome: "rejected" };
  const { score, tolerance, tests } = expected;
  return { path, language, score, tolerance, tests };
}

function command(run: Command): string | readonly string[] {
  return "shell" in run ? run.shell : run.argv;
}

function some<Entry>(entries: readonly Entry[]): readonly Entry[] | undefined {
  return entries.length === 0 ? undefined : entries;
}
