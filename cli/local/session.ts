import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { PlatformError } from "#cli/errors.ts";
import { ProcessIdentity } from "#cli/local/process-identity.ts";
import { Deployment } from "#core/deployment.ts";

/** `session.json`: what `assay up` started, so that `assay down` can stop all of it, also after a crash. */
export const Session = z.strictObject({
  schema: z.literal(1),
  endpoint: z.url(),
  /** Absent when the emulator was there before (`--endpoint`) and is not ours to stop. */
  emulator: ProcessIdentity.optional(),
  /** Absent until everything is deployed. */
  deployment: Deployment.optional(),
  runner: ProcessIdentity.optional(),
  runnerSettings: z
    .strictObject({ slots: z.int().positive().optional(), injection: z.enum(["stream", "base64-exec"]) })
    .optional(),
});
export type Session = z.infer<typeof Session>;

export function readSession(file: string): Session | undefined {
  const text = readIfPresent(file);
  if (text === undefined) return undefined;
  try {
    return Session.parse(JSON.parse(text));
  } catch (error) {
    throw new PlatformError(
      `${file} is not a session this version wrote: run 'assay down', which removes it`,
      { cause: error },
    );
  }
}

/** Written at once and whole, so that a crash leaves the old session or the new one. */
export function writeSession(file: string, session: Session): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(session, null, 2)}\n`);
  renameSync(temporary, file);
}

export function removeSession(file: string): void {
  rmSync(file, { force: true });
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
