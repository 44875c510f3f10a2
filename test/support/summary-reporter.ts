import type { Reporter, TestModule } from "vitest/node";

/** Closes a run with `N passed, N failed` alone on a line, which is what CI reads. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      let own = 0;
      for (const test of module.children.allTests()) {
        counts[test.result().state] += 1;
        own += 1;
      }
      if (own === 0 && !module.ok()) counts.failed += 1;
    }
    const failed = counts.failed + counts.pending + unhandledErrors.length;
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    process.stdout.write(`\n${counts.passed} passed, ${failed} failed${skipped}\n`);
  }
}
