import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { fraction } from "#core/templates/webdev/fraction.ts";
import { named } from "#core/templates/webdev/html/find-elements.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const checkAllImagesHaveAlt = htmlTest({
  name: "check_all_images_have_alt",
  asserts: "Every `img` has an `alt` that is not blank; else the part that has.",
  parameters: Nothing,
  judge(page, _, say) {
    const images = named(page, "img");
    const found = images.filter(({ attributes }) => (attributes.get("alt") ?? "").trim() !== "").length;
    const message = say.imageAlts({ found, total: images.length });
    return { score: fraction(found, images.length), message };
  },
});
