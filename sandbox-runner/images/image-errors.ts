import { AssayError } from "#core/errors.ts";
import { printable } from "#core/submission/printable.ts";

/** The instructor's: nobody has such an image. */
export function unavailable(image: string, detail: string, cause?: unknown): AssayError {
  return new AssayError("image_unavailable", { image, detail: shown(detail) }, { cause });
}

/** The instructor's: it is there, and no sandbox can be made of it. */
export function unusable(image: string, detail: string, cause?: unknown): AssayError {
  return new AssayError("image_unusable", { image, detail: shown(detail) }, { cause });
}

/** The platform's: the registry is down, the disk is full. */
export function notFetched(image: string, detail: string, cause?: unknown): AssayError {
  return new AssayError("image_not_fetched", { image, detail: shown(detail) }, { cause });
}

/** The platform's too: what this host has under the digest is something else, and another copy may be whole. */
export function damaged(image: string, detail: string): AssayError {
  return notFetched(image, `what is here under its digest is damaged: ${detail}`);
}

/** Programs say last what was the matter. */
function shown(detail: string): string {
  const end = detail.slice(-600);
  const lines = end.match(/.{1,150}/gs) ?? [];
  return (end === detail ? "" : "…") + lines.map(printable).join("");
}
