import { webdev } from "#core/locales/pt-br/webdev.ts";
import type { Messages } from "#core/locales/messages.ts";
import { analysis } from "#core/locales/pt-br/analysis.ts";
import { errors } from "#core/locales/pt-br/errors.ts";
import { report } from "#core/locales/pt-br/report.ts";
import { verdicts } from "#core/locales/pt-br/verdicts.ts";

export const ptBr: Messages = { errors, verdicts, analysis, webdev, report };
