import type { SignalMeanings } from "#core/locales/signals.ts";

export const signals: SignalMeanings = {
  SIGSEGV:
    "usou memória que não é sua, por exemplo além do fim de um vetor, ou chamou a si mesmo fundo demais",
  SIGBUS: "usou memória que não existe",
  SIGFPE: "dividiu por zero ou calculou um número que não cabe",
  SIGABRT: "parou por conta própria, por exemplo por uma asserção que falhou ou um erro que nada tratou",
  SIGILL: "chegou a algo que não é instrução, por exemplo uma função sem return",
  SIGXFSZ: "gravou em um arquivo mais do que é permitido",
};
