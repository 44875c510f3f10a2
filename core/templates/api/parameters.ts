import * as z from "zod";

/** `/path?query`; the reference system asks for the root where there is none. */
export const Endpoint = z
  .string()
  .max(2_000)
  .default("")
  .transform((endpoint) => (endpoint === "" ? "/" : endpoint))
  .refine((endpoint) => endpoint.startsWith("/"), { error: "must begin with '/', e.g. /health" })
  .refine((endpoint) => /^[!-~]*$/.test(endpoint), {
    error: "must be printable ASCII without spaces: write other characters as %20, %C3%A9, …",
  })
  .refine((endpoint) => !endpoint.includes("#"), { error: "a fragment (#…) is never sent to a server" });

export const Status = z.int().min(200).max(599);

/** As JSON has it; anything YAML makes that is not JSON was refused before. */
export const Json = z.json().meta({ title: "any JSON" });
export type Json = z.infer<typeof Json>;
