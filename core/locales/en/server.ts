import type { ServerMessages } from "#core/locales/server-messages.ts";
import { duration, size } from "#core/locales/units.ts";

export const server: ServerMessages = {
  serverNotStarted: ({ detail }) =>
    `The server could not be started: ${detail}. Check that the file exists and has the name the assignment asks for.`,
  serverNotReady: ({ port, limitMs }) =>
    `The server did not accept a connection on port ${port} within ${duration(limitMs, "en")} of its start. Check that it listens on that port; the environment variable PORT has it.`,
  serverEnded: ({ port, ready, exitCode, signal, limitBytes }) => {
    const when = ready ? "while it was asked" : `before it accepted a connection on port ${port}`;
    if (limitBytes !== undefined) {
      return `The server was stopped ${when}, because it needed more than ${size(limitBytes, "en")} of memory, its limit.`;
    }
    const how =
      signal === null ? `It ended with exit code ${exitCode ?? "unknown"}` : `It was ended by ${signal}`;
    return `The server did not go on running: it ended ${when}. ${how}; what it printed last may say why.`;
  },
  answerTooLate: ({ target, limitMs }) =>
    `The server accepted the request to ${target}, but its answer was not complete within ${duration(limitMs, "en")}.`,
  answerTooLarge: ({ target, capBytes }) =>
    `The answer to ${target} has more than ${size(capBytes, "en")}, which is more than is read.`,
  answerNoHttp: ({ target, problem }) => {
    const what = {
      empty: "the server closed the connection without an answer",
      malformed: "what the server sent is not an HTTP response",
      incomplete: "the server closed the connection in the middle of its answer",
    };
    return `Asked for ${target}, ${what[problem]}.`;
  },
  statusRight: ({ target, status }) => `The server answered the request to ${target} with status ${status}.`,
  statusWrong: ({ target, expected, actual }) =>
    `The server answered the request to ${target} with status ${actual} instead of ${expected}.`,
  answerNoJson: ({ target }) => `The answer to ${target} is not JSON.`,
  jsonRight: ({ target, key }) => `The answer to ${target} has the expected value at '${key}'.`,
  jsonKeyMissing: ({ target, key }) => `The answer to ${target} is no JSON object with a member '${key}'.`,
  jsonValueDiffers: ({ target, key }) =>
    `The answer to ${target} has a member '${key}', but its value is not the expected one.`,
  headersRight: ({ target }) => `The answer to ${target} has the expected headers.`,
  headerMissing: ({ target, name }) => `The answer to ${target} has no header '${name}'.`,
  headerDiffers: ({ target, name }) =>
    `The answer to ${target} has the header '${name}', but not with the expected value.`,
  sandboxesUsedUp: ({ times }) =>
    `This test was not run: ${times} tests before it needed so much memory that the whole sandbox was ended.`,
};
