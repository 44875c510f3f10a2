import { writeFile } from "node:fs/promises";
import { errorCatalogue } from "#core/locales/error-catalogue.ts";

/** Writes the page of error codes: `node scripts/generate-errors.ts && npm run format`. */
await writeFile(new URL("../docs/errors.md", import.meta.url), errorCatalogue());
