import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const ReleaseDate = z.string().regex(/^20[0-9]{6}$/);

/** What `scripts/versions.env` pins: set-up installs by it, so what is checked here is what it installs. */
const Versions = z.object({
  NODE_MAJOR: z.coerce.number().int(),
  RUNSC_OLDEST: ReleaseDate,
  MINISTACK_VERSION: z.string().min(1),
});
export type Versions = z.infer<typeof Versions>;

export async function readVersions(repository: string): Promise<Versions> {
  const lines = (await readFile(join(repository, "scripts/versions.env"), "utf8")).split("\n");
  const assignments = lines.flatMap((line) => {
    const match = /^([A-Z_]+)=(.*)$/.exec(line);
    return match === null ? [] : [[match[1], match[2]]];
  });
  return Versions.parse(Object.fromEntries(assignments));
}
