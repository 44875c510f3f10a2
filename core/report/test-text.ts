import type { Block, TestView } from "#core/report/test-view.ts";

/** A failed test as plain text, for tools that show text as it is. */
export function testText({ status, message, blocks, facts }: TestView): string {
  return [status, message, ...blocks.map(blockText), ...(facts === undefined ? [] : [facts])].join("\n");
}

function blockText(block: Block): string {
  const note = block.note === undefined ? "" : ` (${block.note})`;
  const signs = { same: "  ", missing: "− ", extra: "+ ", gap: "" };
  const lines =
    block.kind === "text"
      ? block.text.trimEnd().split("\n")
      : block.lines.map(({ kind, text }) => `${signs[kind]}${text}`);
  return [`${block.label}${note}:`, ...lines.map((line) => `    ${line}`)].join("\n");
}
