import * as z from "zod";

export const Name = z.string().min(1);

/** A number of things, none unless said; as in the reference system, a number below 0 asks for none either. */
export const Count = z
  .number()
  .nullish()
  .transform((count) => count ?? 0);

/** Tags and attributes are the same in any case, https://html.spec.whatwg.org/multipage/syntax.html#syntax-tags */
export const HtmlName = Name.transform((name) => name.toLowerCase());

export const Names = z
  .array(Name)
  .nullish()
  .transform((names) => names ?? []);

export const Nothing = z.strictObject({});
