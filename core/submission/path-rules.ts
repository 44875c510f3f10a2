import { AssayError } from "#core/errors.ts";
import { submissionLimits } from "#core/limits.ts";
import { deceives, printable } from "#core/submission/printable.ts";

export interface PathLimits {
  /** Segments, the file's own name included. */
  readonly depth: number;
  readonly pathBytes: number;
  readonly nameBytes: number;
}

/**
 * The path of a submitted file, or an error that names it and the rule it breaks.
 *
 * What comes back is relative, `/`-separated, NFC-normalised, without `.` or `..`, and means the same
 * on Linux, macOS and Windows; judged again it comes back unchanged. A leading `./` is dropped, because
 * `tar` writes it. Nothing else is repaired: a repaired name is one that the student did not choose.
 *
 * Throws `archive_path_unsafe` for a name that could leave the folder it is put into, on any system,
 * and `archive_name_invalid` for one that cannot be kept, shown or told apart.
 */
export function safePath(name: string, limits: PathLimits = submissionLimits): string {
  const path = withoutLeadingDot(name.normalize("NFC"));
  refuseEscape(name, path);
  refuseUnkeepable(name, path, limits);
  return path;
}

function withoutLeadingDot(path: string): string {
  return path.replace(/^(\.\/)+/, "");
}

function refuseEscape(name: string, path: string): void {
  const refuse = (detail: string) => {
    throw new AssayError("archive_path_unsafe", { path: printable(name), detail });
  };
  if (path.startsWith("/")) refuse("it is absolute");
  if (path.includes("\\")) refuse("it has a backslash, which separates folders on Windows only");
  for (const segment of path.split("/")) {
    if (segment === "..") refuse("it leaves its folder with '..'");
    if (/^[A-Za-z]:/.test(segment)) refuse("it has a drive letter");
  }
}

function refuseUnkeepable(name: string, path: string, limits: PathLimits): void {
  const refuse = (detail: string, found?: number, limit?: number) => {
    const numbers = found === undefined || limit === undefined ? {} : { found, limit };
    throw new AssayError("archive_name_invalid", { path: printable(name), detail, ...numbers });
  };
  const segments = path.split("/");
  if (segments.some((segment) => segment === "" || segment === ".")) refuse("it has an empty part");
  // A decoder puts U+FFFD in the place of bytes that are not UTF-8.
  if (!path.isWellFormed() || path.includes("\u{fffd}")) refuse("it is not valid UTF-8");
  if (deceives(path)) refuse("it has a control or text-direction character");
  // Windows drops them, so that two names become one.
  if (segments.some((segment) => /[. ]$/.test(segment)))
    refuse("it has a part that ends in a dot or a space");
  if (segments.length > limits.depth) refuse("it is too deep", segments.length, limits.depth);
  const pathBytes = Buffer.byteLength(path);
  if (pathBytes > limits.pathBytes) refuse("it is too long", pathBytes, limits.pathBytes);
  const nameBytes = Math.max(...segments.map((segment) => Buffer.byteLength(segment)));
  if (nameBytes > limits.nameBytes) refuse("it has a part that is too long", nameBytes, limits.nameBytes);
}
