import type { VerdictMessages } from "#core/locales/messages.ts";
import { server } from "#core/locales/pt-br/server.ts";
import { meaningOf } from "#core/locales/signals.ts";
import { duration, size } from "#core/locales/units.ts";
import { signals } from "./signals.ts";

export const verdicts: VerdictMessages = {
  ...server,
  outputEqual: () => "O programa imprimiu o que era esperado.",
  outputDiffers: ({ exact, line }) =>
    exact
      ? `O programa terminou bem, mas a saída não é exatamente a esperada: a primeira linha diferente é a ${line}. Aqui cada espaço e cada fim de linha conta.`
      : `O programa terminou bem, mas a saída não é a esperada: a primeira linha diferente é a ${line}.`,
  outputTooLong: ({ capBytes }) =>
    `O programa imprimiu mais de ${size(capBytes, "pt_br")}; a saída foi cortada e não pode ser a esperada. Procure um laço que não termina.`,
  ranWell: () => "O programa executou até o fim sem erros.",
  notStarted: ({ detail }) =>
    `Não foi possível iniciar o programa: ${detail}. Confira se o arquivo existe e tem o nome pedido no enunciado.`,
  outOfWallTime: ({ limitMs }) =>
    `O programa foi interrompido após ${duration(limitMs, "pt_br")}, o limite de tempo. Procure um laço que não termina ou uma leitura de entrada que nunca chega.`,
  outOfCpuTime: ({ limitMs }) =>
    `O programa foi interrompido após ${duration(limitMs, "pt_br")} de processamento, o limite. Procure um laço que não termina.`,
  outOfMemory: ({ limitBytes }) =>
    `O programa foi interrompido porque precisou de mais de ${size(limitBytes, "pt_br")} de memória, o limite.`,
  endedBySignal: ({ signal }) =>
    `O programa quebrou: o sistema o encerrou com ${signal}${meaningOf(signal, signals)}.`,
  exitCode: ({ exitCode, signal }) =>
    signal === undefined
      ? `O programa terminou com o código de saída ${exitCode}. Ele precisa terminar com o código 0, mesmo quando a saída está certa.`
      : `O programa terminou com o código de saída ${exitCode}, que é como o shell informa uma quebra por ${signal}${meaningOf(signal, signals)}.`,
  artifactMatches: ({ path }) => `O programa gravou o arquivo '${path}' como esperado.`,
  artifactDiffers: ({ path, mode }) => {
    const what = {
      exact: "o conteúdo não é o esperado",
      contains: "o texto esperado não está nele",
      regex: "o conteúdo não tem o formato esperado",
    };
    return `O programa gravou o arquivo '${path}', mas ${what[mode]}.`;
  },
  artifactMissing: ({ path }) =>
    `O programa terminou bem, mas não existe o arquivo '${path}'. Confira o nome e se ele é gravado em relação ao diretório onde o programa executa.`,
  artifactNotRegular: ({ path }) =>
    `'${path}' não é um arquivo comum. Grave um arquivo nesse lugar, não um diretório ou um link.`,
  artifactTooLarge: ({ path, sizeBytes, capBytes }) =>
    `O arquivo '${path}' tem ${size(sizeBytes, "pt_br")}; são lidos no máximo ${size(capBytes, "pt_br")}.`,
  aiJudged: ({ feedback }) =>
    ["Avaliado por um modelo de linguagem.", feedback].filter((text) => text !== "").join(" "),
  aiNothingToRead: () =>
    "Não há arquivo de texto para avaliar. Confira se o arquivo existe e tem o nome que a atividade pede.",
  aiTooLarge: ({ sizeBytes, limitBytes }) =>
    `Os arquivos a avaliar têm ${size(sizeBytes, "pt_br")}; aqui um modelo de linguagem lê no máximo ${size(limitBytes, "pt_br")}. Retire o que não é pedido.`,
};
