import * as z from "zod";
import { textTest } from "#core/templates/webdev/file-test.ts";
import { Name } from "#core/templates/webdev/parameters.ts";

export const jsUsesFeature = textTest({
  name: "js_uses_feature",
  asserts: "The text `feature` occurs in the file, wherever it stands.",
  kind: "js",
  parameters: z.strictObject({ feature: Name }),
  judge(code, { feature }, say) {
    const found = code.includes(feature);
    return { score: found ? 100 : 0, message: say.feature({ feature, found }) };
  },
});
