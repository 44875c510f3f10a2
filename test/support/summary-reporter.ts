import type { Reporter, TestModule } from "vitest/node";

/** Closes a run with `N passed, N failed` alone on a line, which is what CI reads. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      const before = counts.failed + counts.pending;
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
      // One that cannot be loaded has no tests, and where its preparation fails all of them are skipped.
      if (!module.ok() && counts.failed + counts.pending === before) counts.failed += 1;
    }
    const failed = counts.failed + counts.pending + unhandledErrors.length;
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    process.stdout.write(`\n${counts.passed} passed, ${failed} failed${skipped}\n`);
  }
}
