import * as z from "zod";
import { jsTest } from "#core/templates/webdev/file-test.ts";
import { fraction } from "#core/templates/webdev/fraction.ts";
import { Count, Name } from "#core/templates/webdev/parameters.ts";

export const jsHasJsonArrayWithId = jsTest({
  name: "js_has_json_array_with_id",
  asserts:
    "A variable is declared with an array in which at least `min_items` objects have the key `required_key`; fewer are a part of 100.",
  parameters: z.strictObject({ required_key: Name, min_items: Count }),
  judge({ arrays }, { required_key: key, min_items: required }, say) {
    const counts = arrays.map((objects) => objects.filter((keys) => keys.has(key)).length);
    const found = counts.reduce((most, count) => Math.max(most, count), 0);
    const array = arrays.length > 0;
    const score = array ? fraction(found, required) : 0;
    return { score, message: say.jsonArray({ key, array, found, required }) };
  },
});
