import { writeFile } from "node:fs/promises";
import { outcomeV1JsonSchema } from "#core/report/outcome-v1-schema.ts";

/** Writes the JSON Schema of outcome v1: `node scripts/generate-outcome-schema.ts && npm run format`. */
const target = new URL("../docs/outcome-v1.schema.json", import.meta.url);
await writeFile(target, `${JSON.stringify(outcomeV1JsonSchema(), null, 2)}\n`);
