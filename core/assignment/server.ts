import type { Assignment } from "#core/assignment/assignment.ts";
import type { Language } from "#core/assignment/language.ts";
import type { StudentServer } from "#core/grading/server-port.ts";

/** How a submission in that language is started as a server; undefined where the assignment has none. */
export function serverFor({ server }: Assignment, language: Language | undefined): StudentServer | undefined {
  const command = language && server?.commands[language];
  if (server === undefined || command === undefined) return undefined;
  return { command, port: server.port, readyMs: server.readyMs };
}

/** Whether any test asks the student's server. */
export function asksServer({ base, bonus, penalty }: Assignment["criteria"]): boolean {
  return [base, bonus, penalty].some((category) => category !== undefined && branchAsks(category));
}

type Branch = Pick<Assignment["criteria"]["base"], "tests" | "subjects">;

function branchAsks({ tests, subjects }: Branch): boolean {
  return tests.some(({ template }) => template === "api") || subjects.some(branchAsks);
}
