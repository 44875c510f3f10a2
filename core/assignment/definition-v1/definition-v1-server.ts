import { isRecord } from "#core/assignment/reading/reading.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface StartedServers {
  readonly blocks: Fields;
  /** By language; undefined where no setup command leaves a program running. */
  readonly server: { readonly command: Fields } | undefined;
}

/**
 * Definition v1 has no field for a server: a setup command that ends with `&` starts it. Here that command is the
 * server's, in the foreground, so that it is waited for and lives as long as the tests.
 */
export function takeServers(blocks: Fields): StartedServers {
  const commands: Record<string, string> = {};
  const rest = Object.entries(blocks).map(([language, block]) => {
    if (!isRecord(block) || !Array.isArray(block["setup_commands"])) return [language, block] as const;
    const started = block["setup_commands"].map((step: unknown) => inBackground(step));
    const last = started.findLastIndex((command) => command !== undefined);
    const command = started[last];
    if (command === undefined) return [language, block] as const;
    commands[language] = command;
    return [language, { ...block, setup_commands: block["setup_commands"].toSpliced(last, 1) }] as const;
  });
  const found = Object.keys(commands).length > 0;
  return { blocks: Object.fromEntries(rest), server: found ? { command: commands } : undefined };
}

/** The command without its `&`, also within `sh -c '…'`. */
function inBackground(step: unknown): string | undefined {
  if (!isRecord(step) || typeof step["command"] !== "string") return undefined;
  const inner = /^\s*(?:ba)?sh\s+-c\s+'([^']*)'\s*$/.exec(step["command"])?.[1] ?? step["command"];
  return /^\s*(.*[^&\s])\s*&\s*$/s.exec(inner)?.[1];
}
