import type { AssayError } from "#core/errors.ts";
import type { CaseOutcome } from "./grade-case.ts";
import type { ReferenceCase } from "./reference-case.ts";
import { type Rejection, rejectionOf } from "./reference/rejection.ts";

/** Whether a case that was recorded as failed fails here too, by the same part of its input. */
export function isRejected(actual: CaseOutcome, example: ReferenceCase): boolean {
  const rejection = rejectionOf(example);
  if (rejection.kind === "config" || rejection.kind === "one-of") {
    if (actual.outcome !== "refused") return false;
    const errors = actual.findings.filter(({ severity }) => severity === "error");
    const pointers = errors.map(({ pointer }) => pointer);
    return rejection.kind === "config"
      ? isAt(pointers, rejection.pointers)
      : pointers.length > 0 && pointers.every((at) => rejection.pointers.some((place) => within(at, place)));
  }
  if (actual.outcome !== "rejected") return false;
  const { code } = actual.error;
  const told = JSON.stringify(actual.error);
  if (rejection.kind === "files-missing") {
    return code === "required_file_missing" && rejection.names.every((name) => told.includes(name));
  }
  if (rejection.kind !== "setup-command") return false;
  return code === "setup_command_failed" && told.includes(rejection.name);
}

/** A grading that ends before there is an outcome: only where an operator has switched AI off. */
export function isSameFailure({ code, message }: AssayError, { kind }: Rejection): boolean {
  return kind === "no-ai" && code === "release_unusable" && /\bAI\b/.test(message);
}

/** Every recorded place is found, and what is found besides is of the same object: we say all that is wrong at once. */
function isAt(pointers: readonly string[], places: readonly string[]): boolean {
  const all = places.length > 0 && places.every((place) => pointers.some((at) => near(at, place)));
  return all && pointers.every((at) => places.some((place) => near(at, place) || within(at, parent(place))));
}

function near(at: string, place: string): boolean {
  // The reference system also names the alternative of a union that did not fit: `…/0/str`.
  return (
    within(at, place) ||
    (within(place, at) && /^(?:\/[a-z_A-Z]+(?:\[.*\])?){1,2}$/.test(place.slice(at.length)) && isEntry(at))
  );
}

function isEntry(pointer: string): boolean {
  return /\/\d+$/.test(pointer);
}

function within(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}

function parent(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}
