import type { VerdictMessages } from "#core/locales/messages.ts";
import { server } from "#core/locales/en/server.ts";
import { meaningOf } from "#core/locales/signals.ts";
import { duration, size } from "#core/locales/units.ts";
import { signals } from "./signals.ts";

export const verdicts: VerdictMessages = {
  ...server,
  outputEqual: () => "The program printed what was expected.",
  outputDiffers: ({ exact, line }) =>
    exact
      ? `The program ended well, but its output is not exactly what was expected: line ${line} is the first that differs. Every space and line end counts here.`
      : `The program ended well, but its output is not what was expected: line ${line} is the first that differs.`,
  outputTooLong: ({ capBytes }) =>
    `The program printed more than ${size(capBytes, "en")}, so its output was cut and cannot be what was expected. Look for a loop that does not end.`,
  ranWell: () => "The program ran to its end without an error.",
  notStarted: ({ detail }) =>
    `The program could not be started: ${detail}. Check that the file exists and has the name the assignment asks for.`,
  outOfWallTime: ({ limitMs }) =>
    `The program was stopped after ${duration(limitMs, "en")}, its time limit. Look for a loop that does not end, or for input it waits for and never gets.`,
  outOfCpuTime: ({ limitMs }) =>
    `The program was stopped after ${duration(limitMs, "en")} of computing, its limit. Look for a loop that does not end.`,
  outOfMemory: ({ limitBytes }) =>
    `The program was stopped because it needed more than ${size(limitBytes, "en")} of memory, its limit.`,
  endedBySignal: ({ signal }) =>
    `The program crashed: the system ended it with ${signal}${meaningOf(signal, signals)}.`,
  exitCode: ({ exitCode, signal }) =>
    signal === undefined
      ? `The program ended with exit code ${exitCode}. It must end with exit code 0, also when its output is right.`
      : `The program ended with exit code ${exitCode}, which is how a shell reports a crash by ${signal}${meaningOf(signal, signals)}.`,
  artifactMatches: ({ path }) => `The program wrote the file '${path}' as expected.`,
  artifactDiffers: ({ path, mode }) => {
    const what = {
      exact: "its content is not what was expected",
      contains: "the expected text is not in it",
      regex: "its content does not have the expected form",
    };
    return `The program wrote the file '${path}', but ${what[mode]}.`;
  },
  artifactMissing: ({ path }) =>
    `The program ended well, but there is no file '${path}'. Check the name, and that it is written relative to the directory the program runs in.`,
  artifactNotRegular: ({ path }) =>
    `'${path}' is not a regular file. Write a file there, not a directory or a link.`,
  artifactTooLarge: ({ path, sizeBytes, capBytes }) =>
    `The file '${path}' has ${size(sizeBytes, "en")}; at most ${size(capBytes, "en")} are read.`,
  aiJudged: ({ feedback }) =>
    ["Judged by a language model.", feedback].filter((text) => text !== "").join(" "),
  aiNothingToRead: () =>
    "There is no text file to judge. Check that the file exists and has the name the assignment asks for.",
  aiTooLarge: ({ sizeBytes, limitBytes }) =>
    `The files to judge have ${size(sizeBytes, "en")}; a language model reads at most ${size(limitBytes, "en")} here. Leave out what is not asked for.`,
};
