import type { AnalysisMessages } from "#core/locales/analysis-messages.ts";
import { size } from "#core/locales/units.ts";

export const analysis: AnalysisMessages = {
  nothingForbidden: () => "Este teste não proíbe nada.",
  targetMissing: ({ path }) =>
    `Não há um arquivo '${path}' no seu envio, portanto não havia o que verificar. Confira o nome, inclusive maiúsculas e minúsculas.`,
  noSourceFiles: ({ language, extensions }) =>
    `Seu envio não tem nenhum arquivo-fonte em ${language} (${extensions.join(", ")}), portanto não havia o que verificar.`,
  tooMuchSource: ({ limitBytes }) =>
    `Seus arquivos-fonte têm juntos mais de ${size(limitBytes, "pt_br")}, mais do que é analisado. Deixe de fora bibliotecas e arquivos gerados.`,
  unknownEncoding: ({ path, encoding }) =>
    `O arquivo '${path}' diz que está codificado em '${encoding}', que não é lido aqui, portanto não havia o que verificar. Salve-o em UTF-8, sem essa linha.`,
  unreadable: ({ path }) =>
    `Não foi possível analisar o arquivo '${path}': o analisador não consegue percorrê-lo. Procure milhares de parênteses que nunca se fecham e deixe de fora arquivos gerados.`,
  noForbiddenImports: () => "Nenhuma importação proibida foi encontrada.",
  forbiddenImports: ({ places, more }) =>
    `O que é importado aqui é proibido: ${places.join(", ")}${andMore(more)}.`,
  noForbiddenSyntax: () => "Nada proibido foi encontrado no código-fonte.",
  forbiddenSyntax: ({ places, more }) =>
    `O que é usado aqui é proibido: ${places.join(", ")}${andMore(more)}.`,
  place: ({ what, path, line }) => `${what} (${path}, linha ${line})`,
  unnamedRule: ({ number }) => `regra ${number}`,
};

function andMore(more: number): string {
  return more === 0 ? "" : ` e mais ${more}`;
}
