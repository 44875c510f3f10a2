import * as z from "zod";
import { quoted } from "#core/assignment/reading/shown.ts";
import { assignmentLimits } from "#core/limits.ts";

/** What is wrong with the segments of a path, in words; undefined when nothing is. */
export function pathProblem(path: string): string | undefined {
  if (/\p{Cc}/u.test(path)) return "has a control character; remove it";
  if (path.includes("\\")) return "has a backslash; separate folders with '/'";
  if (path.split("/").includes("..")) return "has a '..' segment; name the place itself";
  if (Buffer.byteLength(path) > assignmentLimits.pathBytes)
    return `is longer than ${assignmentLimits.pathBytes} bytes; shorten it`;
  const long = path.split("/").some((segment) => Buffer.byteLength(segment) > assignmentLimits.nameBytes);
  return long ? `has a name longer than ${assignmentLimits.nameBytes} bytes; shorten it` : undefined;
}

/** A path below the student's folder: relative, normalised, without a way out. */
export const RelativePath = z.string().transform((path, context) => {
  const normal = path
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/");
  const problem =
    path === ""
      ? "must not be empty"
      : path.startsWith("/")
        ? "is absolute; write it relative to the submission"
        : (pathProblem(path) ?? (normal === "" ? "names no file" : undefined));
  if (problem === undefined) return normal;
  context.addIssue({ code: "custom", message: `${quoted(path)} ${problem}` });
  return z.NEVER;
});
