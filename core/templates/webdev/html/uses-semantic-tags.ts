import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

const semantic = new Set(["article", "section", "nav", "aside", "figure"]);

/** What a page earns that says nothing of its parts; not nothing, as in the reference system. */
const WITHOUT = 40;

export const usesSemanticTags = htmlTest({
  name: "uses_semantic_tags",
  asserts: "One of `article`, `section`, `nav`, `aside`, `figure` occurs; without, 40 of 100.",
  parameters: Nothing,
  judge({ elements }, _, say) {
    const found = elements.some(({ name }) => semantic.has(name));
    return { score: found ? 100 : WITHOUT, message: say.semanticTags({ found }) };
  },
});
