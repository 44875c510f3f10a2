import { cssTest } from "#core/templates/webdev/file-test.ts";
import { hasRelativeUnit } from "#core/templates/webdev/css/relative-units.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const usesRelativeUnits = cssTest({
  name: "uses_relative_units",
  asserts: "A declared value has a relative unit (`em`, `rem`, `%`, `vh`, `vw` and their relatives).",
  parameters: Nothing,
  judge({ declarations }, _, say) {
    const found = declarations.some(({ value }) => hasRelativeUnit(value));
    return { score: found ? 100 : 0, message: say.relativeUnits({ found }) };
  },
});
