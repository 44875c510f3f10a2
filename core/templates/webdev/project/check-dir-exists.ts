import * as z from "zod";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { Name } from "#core/templates/webdev/parameters.ts";

const Parameters = z.strictObject({ dir_path: Name });

export const checkDirExists: TestFunction<typeof Parameters> = {
  name: "check_dir_exists",
  asserts: "A submitted file is somewhere in the folder `dir_path`.",
  parameters: Parameters,
  paths: ({ dir_path }) => [prefix(dir_path)],
  async run({ files, locale }: TestContext, { dir_path }): Promise<TestVerdict> {
    const found = files.some(({ path }) => path.startsWith(prefix(dir_path)));
    const message = messagesFor(locale).webdev.directoryExists({ path: dir_path, found });
    return { score: found ? 100 : 0, message };
  },
};

function prefix(directory: string): string {
  return directory.endsWith("/") ? directory : `${directory}/`;
}
