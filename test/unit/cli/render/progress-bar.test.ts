import picocolors from "picocolors";
import { expect, it } from "vitest";
import { progressBar } from "#cli/render/progress-bar.ts";
import { readSettings } from "#cli/settings.ts";
import type { Shell } from "#cli/shell.ts";

function setUp(interactive: boolean) {
  const notes: string[] = [];
  const lines: string[] = [];
  const nothing = () => expect.fail("nothing of this is needed");
  const shell: Shell = {
    settings: readSettings({}),
    colours: picocolors.createColors(false),
    print: nothing,
    note: (text) => void notes.push(text),
    interactive,
    overwrite: (text) => void lines.push(text),
    openS3: nothing,
    openSqs: nothing,
  };
  return { shell, notes, lines };
}

it("fills on a terminal, and is gone at the end", () => {
  const { shell, notes, lines } = setUp(true);
  {
    using bar = progressBar(shell, 100);
    for (let done = 1; done <= 100; done++) bar.show(done, `${done} sent`);
  }

  expect(lines[0]).toBe(`${"░".repeat(24)} 1/100 1 sent`);
  expect(lines.at(-2)).toBe(`${"█".repeat(24)} 100/100 100 sent`);
  expect(lines.at(-1)).toBe("");
  // Not a line for each of many.
  expect(lines.length).toBeLessThan(20);
  expect(notes).toEqual([]);
});

it("is a line for each tenth where nobody watches", () => {
  const { shell, notes, lines } = setUp(false);
  {
    using bar = progressBar(shell, 1_000);
    for (let done = 1; done <= 1_000; done++) bar.show(done, "sent");
  }

  expect(notes).toHaveLength(11);
  expect(notes.at(-1)).toBe("… 1000/1000 sent");
  expect(lines).toEqual([]);
});

it("never says more than all, when there were more than were counted", () => {
  const { shell, notes } = setUp(false);
  using bar = progressBar(shell, 0);
  bar.show(3, "sent");
  expect(notes).toEqual(["… 0/0 sent"]);
});
