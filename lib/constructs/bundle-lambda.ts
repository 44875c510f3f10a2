import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildSync } from "esbuild";

export const PROJECT_ROOT = join(import.meta.dirname, "../..");

/**
 * Writes `lambdas/<name>/handler.ts` with all it imports, the SDK included, as `index.js` and a source map.
 * CommonJS, because MiniStack cannot load every form of ES module.
 */
export function bundleLambda(name: string, outputDir: string): void {
  const { outputFiles } = buildSync({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: [`lambdas/${name}/handler.ts`],
    // Never written there: a fixed place keeps the source map, and so the asset's hash, the same everywhere.
    outfile: "dist/index.js",
    write: false,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    // ES modules first: they are what esbuild can leave parts out of.
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    sourcemap: true,
    sourcesContent: false,
    logLevel: "error",
  });
  for (const { path, contents } of outputFiles) writeFileSync(join(outputDir, basename(path)), contents);
}
