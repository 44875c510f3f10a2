import * as z from "zod";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { Name } from "#core/templates/webdev/parameters.ts";

const Parameters = z.strictObject({ expected_structure: Name });

export const checkProjectStructure: TestFunction<typeof Parameters> = {
  name: "check_project_structure",
  asserts: "A file with exactly the path `expected_structure` was submitted.",
  parameters: Parameters,
  paths: ({ expected_structure }) => [expected_structure],
  async run({ files, locale }: TestContext, { expected_structure }): Promise<TestVerdict> {
    const found = files.some(({ path }) => path === expected_structure);
    const message = messagesFor(locale).webdev.fileExists({ path: expected_structure, found });
    return { score: found ? 100 : 0, message };
  },
};
