const noiseFolders: ReadonlySet<string> = new Set(["__MACOSX", ".git"]);
const noiseFiles: ReadonlySet<string> = new Set([".DS_Store", "Thumbs.db", "Icon\r"]);

/**
 * Whether an entry of an archive is not work of the student and is dropped without a word.
 *
 * macOS and Windows put `__MACOSX/`, `._name` (AppleDouble), `.DS_Store`, `Icon\r` and `Thumbs.db` into
 * archives without telling anyone. `.git` holds history, not work: its hooks and configuration would run
 * whenever a setup command calls git, and its objects use up the limits.
 */
export function isNoise(name: string): boolean {
  const segments = name.split("/").filter((segment) => segment !== "");
  if (segments.includes("..")) return false;
  const last = segments.at(-1) ?? "";
  return (
    segments.some((segment) => noiseFolders.has(segment)) || noiseFiles.has(last) || last.startsWith("._")
  );
}
