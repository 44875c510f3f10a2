import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** One line of `scripts/system-packages.txt`: a path, the Debian package that brings it, who needs it. */
const SystemPackage = z.object({
  path: z.string().startsWith("/"),
  package: z.string(),
  purpose: z.enum(["demo", "test"]),
  why: z.string(),
});
export type SystemPackage = z.infer<typeof SystemPackage>;

export async function readSystemPackages(repository: string): Promise<readonly SystemPackage[]> {
  const text = await readFile(join(repository, "scripts/system-packages.txt"), "utf8");
  return text
    .split("\n")
    .filter((line) => line.startsWith("/"))
    .map((line) => {
      const [path, name, purpose, ...why] = line.split(/\s+/);
      return SystemPackage.parse({ path, package: name, purpose, why: why.join(" ") });
    });
}
