import type { UploadForm } from "./upload-form.ts";

/** The form as a command for a POSIX shell, for a file of that name in the folder where it is run. */
export function curlLine({ url, fields }: UploadForm, file: string): string {
  const form = Object.entries(fields).map(([name, value]) => `--form-string ${quoted(`${name}=${value}`)}`);
  return [
    "curl --fail-with-body",
    ...form,
    `--form ${quoted(`file=@${curlQuoted(file)}`)}`,
    quoted(url),
  ].join(" ");
}

/** Within quotes, curl takes no character of a file's name for more than itself. */
function curlQuoted(file: string): string {
  return `"${file.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
