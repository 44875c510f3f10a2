import * as z from "zod";

export const Locale = z.enum(["en", "pt_br"]);
export type Locale = z.infer<typeof Locale>;

/** `pt-BR` and the like as a locale of ours; what we do not speak becomes English. */
export function toLocale(text: string | undefined): Locale {
  const parsed = Locale.safeParse(text?.trim().toLowerCase().replaceAll("-", "_"));
  return parsed.success ? parsed.data : "en";
}
