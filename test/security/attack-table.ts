import { type AttackCase, attackFamilies } from "./cases.ts";

/** All attacks as tables of Markdown, one a family: what `docs/security.md` holds between its markers. */
export function attackTable(): string {
  return attackFamilies
    .map(({ letter, title, cases }) =>
      [
        `### ${letter}. ${title}`,
        "",
        "| attack | what a student does | what happens | played by |",
        "| --- | --- | --- | --- |",
        ...cases.map(row),
      ].join("\n"),
    )
    .join("\n\n");
}

function row({ id, name, does, happens, files, except }: AttackCase): string {
  const where = files.map((file) => `[\`${file}\`](../test/security/${file})`).join(", ");
  const unseen = except === undefined ? "" : `; not shown here: ${except}`;
  return `| ${[`${id} ${name}`, does, happens, `${where}${unseen}`].map(cell).join(" | ")} |`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
