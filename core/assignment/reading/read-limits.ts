import * as z from "zod";
import type { Assignment } from "#core/assignment/assignment.ts";
import { duration, size } from "#core/assignment/reading/quantities.ts";
import { check, type Part, type Reading, Unread } from "#core/assignment/reading/reading.ts";
import { child } from "#core/assignment/source/pointer.ts";
import {
  commandLimitDefaults as defaults,
  commandLimitMaxima as maxima,
  gradingLimits,
  rushLimits,
  submissionLimits,
} from "#core/limits.ts";

/** For every command, setup or test; each has a default. */
export const CommandLimitsDefinition = z.strictObject({
  wall: duration({ maxMs: maxima.wallMs }).nullish().describe("Real time, e.g. 30s."),
  cpu: duration({ maxMs: maxima.cpuMs }).nullish().describe("Computing time, e.g. 30s."),
  memory: size({ maxBytes: maxima.memoryBytes }).nullish().describe("e.g. 256MiB."),
  processes: z.int().min(1).max(maxima.processes).nullish().describe("Processes and threads at once."),
  output: size({ maxBytes: maxima.outputBytes })
    .nullish()
    .describe("Of standard output, and of standard error."),
  file_size: size({ maxBytes: maxima.fileBytes }).nullish().describe("Of each file that is written."),
  open_files: z.int().min(1).max(maxima.openFiles).nullish().describe("Open files of a process."),
});

export const GradingLimitsDefinition = z.strictObject({
  wall: duration({ maxMs: gradingLimits.maxWallMs }).nullish().describe("Real time of everything together."),
});

const LimitsDefinition = z.strictObject({ command: Unread, grading: Unread });

export function readLimits(reading: Reading, part: Part): Assignment["limits"] {
  const limits = check(reading, LimitsDefinition, { ...part, value: part.value ?? {} });
  const command = check(reading, CommandLimitsDefinition, {
    value: limits?.command ?? {},
    pointer: child(part.pointer, "command"),
  });
  const grading = check(reading, GradingLimitsDefinition, {
    value: limits?.grading ?? {},
    pointer: child(part.pointer, "grading"),
  });
  const wallMs = command?.wall ?? defaults.wallMs;
  return {
    command: {
      wallMs,
      // A program that was given more time should be able to compute all of it.
      cpuMs: command?.cpu ?? Math.max(defaults.cpuMs, wallMs),
      memoryBytes: command?.memory ?? defaults.memoryBytes,
      processes: command?.processes ?? defaults.processes,
      outputBytes: command?.output ?? defaults.outputBytes,
      fileBytes: command?.file_size ?? defaults.fileBytes,
      openFiles: command?.open_files ?? defaults.openFiles,
    },
    gradingWallMs: grading?.wall ?? gradingLimits.defaultWallMs,
  };
}

export const ScheduleDefinition = z.strictObject({
  due_at: z.iso
    .datetime({
      offset: true,
      error: 'must be a date, a time and an offset, e.g. "2026-12-01T23:59:00-03:00"',
    })
    .nullish()
    .describe("RFC 3339 with an offset, e.g. 2026-12-01T23:59:00-03:00."),
  seats: z.int().min(1).max(rushLimits.seats).nullish().describe("How many students are expected to submit."),
  rush: duration({ maxMs: rushLimits.maxMs })
    .nullish()
    .describe("The time before due_at in which most of them submit, e.g. 10m; 1m where time is called."),
});

export function readSchedule(reading: Reading, part: Part): Assignment["schedule"] {
  const schedule = check(reading, ScheduleDefinition, { ...part, value: part.value ?? {} });
  return {
    ...(typeof schedule?.due_at === "string" && { dueAt: schedule.due_at }),
    ...(typeof schedule?.seats === "number" && { seats: schedule.seats }),
    ...(typeof schedule?.rush === "number" && { rushMs: schedule.rush }),
  };
}

export const SubmissionsDefinition = z.strictObject({
  max_attempts: z.int().min(1).nullish().describe("Of each student."),
  max_in_flight: z
    .int()
    .min(1)
    .max(submissionLimits.maxInFlight)
    .nullish()
    .describe("Submissions of one student that may wait or be graded at the same time."),
  max_size: size({ maxBytes: submissionLimits.uploadBytes }).nullish().describe("Of an upload, e.g. 5MiB."),
});

export function readSubmissions(reading: Reading, part: Part): Assignment["submissions"] {
  const submissions = check(reading, SubmissionsDefinition, { ...part, value: part.value ?? {} });
  const maxBytes = submissions?.max_size ?? submissionLimits.uploadBytes;
  return {
    ...(typeof submissions?.max_attempts === "number" && { maxAttempts: submissions.max_attempts }),
    ...(typeof submissions?.max_in_flight === "number" && { maxInFlight: submissions.max_in_flight }),
    maxBytes,
  };
}
