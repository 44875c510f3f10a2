import { defineConfig } from "vitest/config";

/**
 * One project per kind of test, in the order of cost. Suites that start runsc or MiniStack
 * run one file at a time: on two cores their timings and slots would disturb each other.
 */
export default defineConfig({
  test: {
    reporters: ["default", "./test/support/summary-reporter.ts"],
    projects: [
      project("unit", { testTimeout: 20_000 }),
      project("cdk", { testTimeout: 60_000, hookTimeout: 120_000 }),
      project("sandbox", { testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false }),
      project("security", { testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false }),
      project("conformance", { testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false }),
      project("integration", { testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false }),
      project("e2e", { testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false }),
    ],
  },
});

function project(name: string, options: Record<string, unknown>) {
  return { test: { name, include: [`test/${name}/**/*.test.ts`], ...options } };
}
