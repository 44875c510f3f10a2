import * as z from "zod";

export const Language = z.enum(["python", "java", "node", "cpp", "c"]);
export type Language = z.infer<typeof Language>;

/** The command that `CMD` stands for, by the convention of each language. */
export const conventionalCommand: Readonly<Record<Language, string>> = {
  python: "python3 main.py",
  java: "java Main",
  node: "node index.js",
  cpp: "./a.out",
  c: "./a.out",
};

/** Extensions that tell the language of a submitted file; a header alone tells nothing. */
export const sourceExtensions: Readonly<Record<Language, readonly string[]>> = {
  python: [".py"],
  java: [".java"],
  node: [".js", ".mjs", ".cjs"],
  cpp: [".cpp", ".cc", ".cxx"],
  c: [".c"],
};
