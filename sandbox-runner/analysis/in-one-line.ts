/** What ast-grep says in several lines, one below the other and marked. */
export function inOneLine(message: string): string {
  return message.split(/\s*\n[\s|>-]*/).join(" ");
}
