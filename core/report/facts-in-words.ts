import type { CommandFacts } from "#core/grading/result.ts";
import type { Locale } from "#core/locales/locale.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { duration, size } from "#core/locales/units.ts";

/** How a command ended, in a few words: `exit code 1`. */
export function endInWords(facts: CommandFacts, locale: Locale): string {
  const say = messagesFor(locale).report;
  if (facts.startError !== null) return facts.startError;
  if (facts.timedOut !== null) return facts.timedOut === "wall" ? say.timedOut : say.outOfCpuTime;
  if (facts.outOfMemory) return say.outOfMemory;
  return facts.signal === null
    ? say.exitCode({ exitCode: facts.exitCode ?? -1 })
    : say.signal({ signal: facts.signal });
}

/** What a command took, and how it ended if not as it should: `exit code 1, 120 ms (100 ms computing), …`. */
export function factsInWords(facts: CommandFacts, locale: Locale): string {
  const say = messagesFor(locale).report;
  const wall = duration(facts.wallMs, locale);
  const cpu = duration(facts.cpuMs, locale);
  return [
    ...(facts.exitCode === 0 && facts.timedOut === null ? [] : [endInWords(facts, locale)]),
    ...(facts.outputTruncated ? [say.outputCut] : []),
    say.duration({ wall, cpu }),
    say.memory({ size: size(facts.maxRssBytes, locale) }),
  ].join(", ");
}
