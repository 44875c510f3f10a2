import { type CheckResult, type Installation, ok } from "./check.ts";
import { runProgram } from "./run-program.ts";

const programs = ["skopeo", "umoci"] as const;

/** Only assignments that name an image need them. */
export async function checkImages({ asRoot }: Pick<Installation, "asRoot">): Promise<CheckResult> {
  const runs = await Promise.all(
    programs.map(async (name) => ({
      name,
      run: await runProgram(name, ["--version"], { timeoutMs: 5_000 }),
    })),
  );
  const missing = runs.filter(({ run }) => !run.succeeded).map(({ name }) => name);
  if (missing.length === 0) {
    return ok("images", runs.map(({ name, run }) => `${name} ${versionIn(run.stdout)}`).join(", "));
  }
  return {
    name: "images",
    status: "warn",
    found: `no ${missing.join(" and no ")}: an assignment with \`sandbox.image\` cannot be graded here`,
    fix: `${asRoot ? "" : "sudo "}apt-get install -y ${missing.join(" ")}`,
  };
}

function versionIn(text: string): string {
  return /version (\S+)/.exec(text)?.[1] ?? "of no known version";
}
