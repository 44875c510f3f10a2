import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import picocolors from "picocolors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { registerDoctor } from "#cli/commands/doctor.ts";
import { renderDiagnosis } from "#cli/doctor/render.ts";
import { PlatformError } from "#cli/errors.ts";
import { readSettings } from "#cli/settings.ts";

const colours = picocolors.createColors(false);

describe("assay doctor", () => {
  let directory: string;
  let printed: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "assay-doctor-test-"));
    printed = "";
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it("fails where nothing is installed, printing one JSON object that says what to do", async () => {
    await expect(doctor("--json")).rejects.toThrow(PlatformError);

    const Report = z.object({
      ok: z.literal(false),
      checks: z.array(
        z.object({ name: z.string(), status: z.string(), found: z.string(), fix: z.unknown() }),
      ),
    });
    const { checks } = Report.parse(JSON.parse(printed));
    expect(checks).toContainEqual(
      expect.objectContaining({ name: "runsc", status: "fail", fix: "make setup" }),
    );
  });

  it("prints a line for each check and the fix below those that need one", () => {
    const text = renderDiagnosis(
      [
        { name: "node", status: "ok", found: "v24.21.0", fix: null },
        { name: "runsc", status: "fail", found: "none", fix: "make setup" },
      ],
      colours,
    );

    expect(text).toBe("ok    node   v24.21.0\nfail  runsc  none\n             fix: make setup");
  });

  it("shows in its help how it is used", () => {
    const program = programWithDoctor();
    let help = "";
    program.commands[0]?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();

    expect(help).toContain("assay doctor --json");
  });

  async function doctor(...args: string[]): Promise<void> {
    await cp(join(import.meta.dirname, "../../../scripts"), join(directory, "scripts"), { recursive: true });
    await programWithDoctor().parseAsync(["doctor", ...args], { from: "user" });
  }

  function programWithDoctor(): Command {
    const program = new Command("assay");
    const settings = {
      ...readSettings({ ASSAY_TOOLS_DIR: join(directory, ".tools") }),
      repository: directory,
    };
    registerDoctor(program, { settings, colours, print: (text) => (printed += text) });
    return program;
  }
});
