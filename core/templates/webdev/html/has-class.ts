import * as z from "zod";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { fraction } from "#core/templates/webdev/fraction.ts";
import { fitsPattern } from "#core/templates/webdev/html/class-pattern.ts";
import { words } from "#core/templates/webdev/html/find-elements.ts";
import { Count, Names } from "#core/templates/webdev/parameters.ts";

export const hasClass = htmlTest({
  name: "has_class",
  asserts:
    "Elements have classes of `class_names`, in which `*` stands for anything, at least `required_count` times, every hit of every name counted; fewer are a part of 100.",
  parameters: z.strictObject({ class_names: Names, required_count: Count }),
  judge({ elements }, { class_names: names, required_count: required }, say) {
    const classes = elements.flatMap((element) => words(element, "class"));
    const hits = names.map((name) => classes.filter((each) => fitsPattern(each, name)).length);
    const found = hits.reduce((total, hit) => total + hit, 0);
    return { score: fraction(found, required), message: say.classes({ names, found, required }) };
  },
});
