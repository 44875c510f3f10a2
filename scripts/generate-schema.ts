import { writeFile } from "node:fs/promises";
import { assignmentSchema } from "#core/assignment/reading/assignment-schema.ts";
import { templates } from "#core/templates/registry.ts";

/** Writes the JSON Schema that editors use: `node scripts/generate-schema.ts && npm run format`. */
const target = new URL("../docs/assignment.schema.json", import.meta.url);
await writeFile(target, `${JSON.stringify(assignmentSchema(templates), null, 2)}\n`);
