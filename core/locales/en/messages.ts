import { analysis } from "#core/locales/en/analysis.ts";
import { errors } from "#core/locales/en/errors.ts";
import { report } from "#core/locales/en/report.ts";
import { verdicts } from "#core/locales/en/verdicts.ts";
import { webdev } from "#core/locales/en/webdev.ts";
import type { Messages } from "#core/locales/messages.ts";

export const en: Messages = { errors, verdicts, analysis, webdev, report };
