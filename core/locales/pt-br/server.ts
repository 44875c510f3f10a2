import type { ServerMessages } from "#core/locales/server-messages.ts";
import { duration, size } from "#core/locales/units.ts";

export const server: ServerMessages = {
  serverNotStarted: ({ detail }) =>
    `O servidor não pôde ser iniciado: ${detail}. Verifique se o arquivo existe e tem o nome que a tarefa pede.`,
  serverNotReady: ({ port, limitMs }) =>
    `O servidor não aceitou uma conexão na porta ${port} em ${duration(limitMs, "pt_br")} desde o início. Verifique se ele escuta nessa porta; ela está na variável de ambiente PORT.`,
  serverEnded: ({ port, ready, exitCode, signal, limitBytes }) => {
    const when = ready ? "durante uma requisição" : `antes de aceitar uma conexão na porta ${port}`;
    if (limitBytes !== undefined) {
      return `O servidor foi interrompido ${when}, porque precisou de mais de ${size(limitBytes, "pt_br")} de memória, seu limite.`;
    }
    const how =
      signal === null
        ? `O código de saída foi ${exitCode ?? "desconhecido"}`
        : `Ele foi encerrado por ${signal}`;
    return `O servidor não continuou em execução: terminou ${when}. ${how}; o que ele imprimiu por último pode dizer por quê.`;
  },
  answerTooLate: ({ target, limitMs }) =>
    `O servidor aceitou a requisição para ${target}, mas a resposta não ficou completa em ${duration(limitMs, "pt_br")}.`,
  answerTooLarge: ({ target, capBytes }) =>
    `A resposta para ${target} tem mais de ${size(capBytes, "pt_br")}, mais do que é lido.`,
  answerNoHttp: ({ target, problem }) => {
    const what = {
      empty: "o servidor fechou a conexão sem responder",
      malformed: "o que o servidor enviou não é uma resposta HTTP",
      incomplete: "o servidor fechou a conexão no meio da resposta",
    };
    return `Na requisição para ${target}, ${what[problem]}.`;
  },
  statusRight: ({ target, status }) =>
    `O servidor respondeu à requisição para ${target} com o status ${status}.`,
  statusWrong: ({ target, expected, actual }) =>
    `O servidor respondeu à requisição para ${target} com o status ${actual} em vez de ${expected}.`,
  answerNoJson: ({ target }) => `A resposta para ${target} não é JSON.`,
  jsonRight: ({ target, key }) => `A resposta para ${target} tem o valor esperado em '${key}'.`,
  jsonKeyMissing: ({ target, key }) =>
    `A resposta para ${target} não é um objeto JSON com o membro '${key}'.`,
  jsonValueDiffers: ({ target, key }) =>
    `A resposta para ${target} tem o membro '${key}', mas o valor não é o esperado.`,
  headersRight: ({ target }) => `A resposta para ${target} tem os cabeçalhos esperados.`,
  headerMissing: ({ target, name }) => `A resposta para ${target} não tem o cabeçalho '${name}'.`,
  headerDiffers: ({ target, name }) =>
    `A resposta para ${target} tem o cabeçalho '${name}', mas não com o valor esperado.`,
  sandboxesUsedUp: ({ times }) =>
    `Este teste não foi executado: ${times} testes antes dele precisaram de tanta memória que o sandbox inteiro foi encerrado.`,
};
