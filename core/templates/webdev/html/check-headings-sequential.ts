import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const checkHeadingsSequential = htmlTest({
  name: "check_headings_sequential",
  asserts: "No heading leaves out a level below the one before it; the first may have any.",
  parameters: Nothing,
  judge({ elements }, _, say) {
    const levels = elements.filter(({ name }) => /^h[1-6]$/.test(name)).map(({ name }) => Number(name[1]));
    const steps = levels.slice(1).map((to, index) => ({ from: levels[index] ?? to, to }));
    const skipped = steps.find(({ from, to }) => to > from + 1);
    return { score: skipped === undefined ? 100 : 0, message: say.headings(skipped) };
  },
});
