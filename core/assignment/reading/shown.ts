/** A value as a message shows it: quoted, on one line, and never longer than a line of a terminal. */
export function shown(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  if (value === null || value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : "an object";
}

export function quoted(text: string): string {
  const capped = text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
  return JSON.stringify(capped);
}

const maxShown = 60;
