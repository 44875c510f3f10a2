import { userInfo } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { aiOfEnvironment } from "#cli/grade/ai-of-environment.ts";
import { type Home, homeAt } from "#cli/local/home.ts";
import type { AiSettings } from "#runner/ai/ai-settings.ts";

/** The environment of the user, read once. */
export interface Settings {
  readonly repository: string;
  readonly home: Home;
  /** Outputs of `cdk deploy --outputs-file`: the deployment to talk to instead of the local stack. */
  readonly deploymentFile: string | undefined;
  /** Who uploads when no student is named. */
  readonly user: string;
  readonly tools: Tools;
  /** Layouts and archives of images that assignments may name; without it, registries alone. */
  readonly imagesDir: string | undefined;
  /** Read when something is graded here. Throws a `UserError` that names the variable. */
  readonly ai: () => AiSettings | undefined;
  /** Show the stack of unexpected errors. */
  readonly debug: boolean;
}

/** Programs that set-up put into `.tools/`, or that the user names. */
export interface Tools {
  readonly ministack: string;
  readonly runsc: string;
  readonly init: string;
  /** PATH of the programs we start: ours first. */
  readonly path: string;
}

export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const repository = join(import.meta.dirname, "..");
  const tools = resolve(env["ASSAY_TOOLS_DIR"] ?? join(repository, ".tools"));
  return {
    repository,
    home: homeAt(resolve(env["ASSAY_HOME"] ?? join(repository, ".assay"))),
    deploymentFile: env["ASSAY_DEPLOYMENT"],
    user: env["USER"] ?? userInfo().username,
    tools: {
      ministack: env["ASSAY_MINISTACK"] ?? join(tools, "ministack/bin/ministack"),
      runsc: env["ASSAY_RUNSC"] ?? join(tools, "bin/runsc"),
      init: env["ASSAY_INIT"] ?? join(tools, "bin/assay-init"),
      path: [join(tools, "bin"), join(tools, "node/bin"), env["PATH"] ?? ""].join(delimiter),
    },
    ai: () => aiOfEnvironment(env),
    imagesDir: env["ASSAY_IMAGES_DIR"] === undefined ? undefined : resolve(env["ASSAY_IMAGES_DIR"]),
    debug: env["ASSAY_DEBUG"] === "1",
  };
}
