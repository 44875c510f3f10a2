import type { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { CapacityMemory, noMemory } from "#core/capacity/memory.ts";
import { readJson, writeJson } from "#lambdas/objects/json-object.ts";

/** No course can have this name. */
export const MEMORY_KEY = "_capacity/memory.json";

interface MemoryPlace {
  readonly s3: S3Client;
  readonly releasesBucket: string;
}

export interface ReadMemory {
  readonly value: CapacityMemory;
  /** Undefined before the first run. */
  readonly etag: string | undefined;
}

/** What cannot be read is forgotten: it is worth less than the plan that it would prevent. */
export async function readMemory({ s3, releasesBucket }: MemoryPlace): Promise<ReadMemory> {
  const read = await readJson(s3, { bucket: releasesBucket, key: MEMORY_KEY }, z.unknown());
  return { value: CapacityMemory.safeParse(read?.value).data ?? noMemory, etag: read?.etag };
}

/** False when another run has written since. Nothing is written, and nothing paid, while nothing changes. */
export async function writeMemory(
  { s3, releasesBucket }: MemoryPlace,
  memory: CapacityMemory,
  over: ReadMemory,
): Promise<boolean> {
  if (JSON.stringify(memory) === JSON.stringify(over.value)) return true;
  const condition = over.etag === undefined ? { ifAbsent: true as const } : { ifMatch: over.etag };
  const place = { bucket: releasesBucket, key: MEMORY_KEY };
  return (await writeJson(s3, place, { value: memory, condition })).written;
}
