import type { ErrorContext } from "#core/errors.ts";
import { valuesOf } from "#core/locales/error-values.ts";
import type { Messages } from "#core/locales/messages.ts";

const NOT_YOUR_FAULT = "Isso não é culpa sua e não custa pontos.";
const TRIED_AGAIN = `${NOT_YOUR_FAULT} O sistema tenta de novo sozinho; não é preciso reenviar.`;
const ASK_STAFF = `${NOT_YOUR_FAULT} Avise a equipe da disciplina e informe a referência abaixo.`;
const UPLOAD_AGAIN = "Gere um novo arquivo compactado com os seus arquivos e envie novamente.";

export const errors: Messages["errors"] = {
  key_invalid: (context) => ({
    summary: `O nome do envio não pertence a nenhuma atividade${say(context).after("reason")}.`,
    advice: "Envie para <disciplina>/<atividade>/<estudante>/<nome do arquivo>.",
  }),
  assignment_unknown: (context) => ({
    summary: `Não existe a atividade${say(context).quoted("assignment")}, ou ela não aceita envios.`,
    advice:
      "Confira os nomes da disciplina e da atividade. Se estiverem certos, pergunte à equipe da disciplina.",
  }),
  submission_too_large: (context) => ({
    summary: `O envio é grande demais${say(context).between(": tem ", say(context).size("sizeBytes"))}${say(context).between(", e são aceitos no máximo ", say(context).size("limitBytes"))}.`,
    advice:
      "Retire o que não foi pedido: arquivos compilados, bibliotecas, bases de dados, pastas de controle de versão.",
  }),
  attempts_exhausted: (context) => ({
    summary: `Todas as tentativas já foram usadas${say(context).between(" (limite: ", say(context).text("maxAttempts"), ")")}.`,
    advice:
      "Os seus resultados anteriores continuam valendo. Fale com a equipe da disciplina se achar que isso está errado.",
  }),
  too_many_in_flight: (context) => ({
    summary: `Há envios seus demais desta atividade ainda em correção${say(context).between(" (limite: ", say(context).text("maxInFlight"), " ao mesmo tempo)")}.`,
    advice:
      "Este envio não foi corrigido e não gasta uma tentativa. Espere um resultado e envie-o novamente.",
  }),
  submission_gone: () => ({
    summary: "O envio foi apagado antes de ser corrigido.",
    advice: "Envie novamente.",
  }),
  submission_empty: () => ({
    summary: "O envio não contém arquivos.",
    advice: "Confira se o arquivo compactado contém o seu código-fonte e envie novamente.",
  }),
  language_required: (context) => ({
    summary: `A linguagem do envio não está clara${say(context).between(": pode ser ", say(context).text("candidates"))}.`,
    advice: "Informe a linguagem ao enviar ou envie somente os arquivos de uma linguagem.",
  }),
  language_not_allowed: (context) => ({
    summary: `Esta atividade não aceita a linguagem${say(context).quoted("requested")}.`,
    advice: `Use ${say(context).text("allowed") || "uma das linguagens indicadas no enunciado"}.`,
  }),
  archive_unsupported: (context) => ({
    summary: `O envio${say(context).quoted("path")} é de um tipo que não é aceito${technical(context)}.`,
    advice: "Envie um .zip, um .tar.gz ou um único arquivo de código-fonte.",
  }),
  archive_corrupt: (context) => ({
    summary: `O arquivo compactado está danificado ou incompleto${say(context).between(" em", say(context).quoted("path"))}${technical(context)}.`,
    advice: UPLOAD_AGAIN,
  }),
  archive_encrypted: (context) => ({
    summary: `O arquivo compactado está protegido por senha${say(context).between(" em", say(context).quoted("path"))}.`,
    advice: "Gere o arquivo compactado sem senha e envie novamente.",
  }),
  archive_path_unsafe: (context) => ({
    summary: `O arquivo compactado tem um caminho que pode sair da própria pasta:${say(context).quoted("path")}${technical(context)}.`,
    advice: "Compacte os seus arquivos com caminhos relativos, sem '..'.",
  }),
  archive_name_invalid: (context) => ({
    summary: `Um arquivo tem um nome que não pode ser usado:${say(context).quoted("path")}${technical(context)}.`,
    advice: "Renomeie-o usando letras, dígitos, '.', '_' e '-' e envie novamente.",
  }),
  archive_name_conflict: (context) => ({
    summary: `Duas entradas do arquivo compactado virariam o mesmo arquivo:${say(context).quoted("path")}${say(context).between(" e", say(context).quoted("other"))}.`,
    advice: "Renomeie ou retire uma delas e envie novamente.",
  }),
  archive_link: (context) => ({
    summary: `O arquivo compactado tem um link onde deveria haver um arquivo:${say(context).quoted("path")}.`,
    advice: "Troque o link por uma cópia do arquivo para o qual ele aponta.",
  }),
  archive_special_file: (context) => ({
    summary: `O arquivo compactado tem algo que não é arquivo nem pasta:${say(context).quoted("path")}.`,
    advice: "Compacte somente arquivos e pastas.",
  }),
  archive_too_large: (context) => ({
    summary: `O conteúdo descompactado é grande demais${say(context).between(": mais de ", say(context).size("limitBytes"))}${say(context).between(" em", say(context).quoted("path"))}.`,
    advice:
      "Retire o que não foi pedido: arquivos compilados, bibliotecas, bases de dados, pastas de controle de versão.",
  }),
  archive_too_many_entries: (context) => ({
    summary: `O arquivo compactado tem arquivos demais${say(context).between(": são aceitos no máximo ", say(context).text("limit"))}.`,
    advice: "Retire o que não foi pedido, como bibliotecas (node_modules, venv) e .git.",
  }),
  required_file_missing: (context) => ({
    summary: `Faltam arquivos obrigatórios: ${say(context).text("paths")}.`,
    advice:
      "Confira a grafia, maiúsculas e minúsculas, e se o arquivo não está dentro de outra pasta. Depois envie novamente.",
  }),
  unsupported_file_type: (context) => ({
    summary: `O teste${say(context).quoted("test")} não consegue ler o arquivo${say(context).quoted("path")}: ele não é do tipo a que o teste se destina.`,
    advice:
      "Confira se a linguagem do envio está certa. Se estiver, peça à equipe da disciplina que indique outro arquivo no teste.",
  }),
  ambiguous_file_target: (context) => ({
    summary: `O teste${say(context).quoted("test")} é para um só arquivo, e há vários que poderiam ser${say(context).after("paths")}.`,
    advice:
      "Envie somente o que deve ser avaliado. Se todos forem necessários, peça à equipe da disciplina que indique o arquivo no teste.",
  }),
  setup_command_failed: (context) => ({
    summary: `Não foi possível preparar o seu programa: a etapa${say(context).quoted("name")}${say(context).inBrackets("command")} falhou${howItEnded(context)}.`,
    advice: "Leia abaixo a saída da etapa, corrija o que ela aponta e envie novamente.",
  }),
  setup_command_timeout: (context) => ({
    summary: `Não foi possível preparar o seu programa a tempo: a etapa${say(context).quoted("name")}${say(context).inBrackets("command")} foi interrompida${say(context).between(" após ", say(context).duration("limitMs"))}.`,
    advice: "Procure o que deixa essa etapa lenta ou esperando por uma entrada e envie novamente.",
  }),
  assignment_invalid: (context) => ({
    summary: `A atividade contém erros${say(context).after("detail")}.`,
    advice: "Corrija o que validation.json aponta e envie a atividade novamente.",
  }),
  release_unusable: (context) => ({
    summary: `A atividade não pode ser corrigida como está escrita${say(context).after("detail")}.`,
    advice: ASK_STAFF,
  }),
  image_unavailable: (context) => ({
    summary: `A imagem indicada pela atividade não existe:${say(context).quoted("image")}${say(context).after("detail")}.`,
    advice: ASK_STAFF,
  }),
  image_unusable: (context) => ({
    summary: `A imagem indicada pela atividade não pode ser usada:${say(context).quoted("image")}${say(context).after("detail")}.`,
    advice: ASK_STAFF,
  }),
  image_has_no_shell: (context) => ({
    summary: `A atividade tem um comando de shell,${say(context).quoted("command")}, e a imagem${say(context).quoted("image")} não tem /bin/sh. Escrito como uma lista, como [/usr/bin/programa, argumento], ele seria executado como está.`,
    advice: ASK_STAFF,
  }),
  asset_injection_failed: (context) => ({
    summary: `Não foi possível instalar um arquivo da atividade${say(context).between(": origem", say(context).quoted("source"))}${say(context).between(", destino", say(context).quoted("target"))}.`,
    advice: TRIED_AGAIN,
  }),
  bundle_missing: () => ({
    summary: "Os arquivos da atividade não foram encontrados.",
    advice: TRIED_AGAIN,
  }),
  bundle_corrupt: () => ({
    summary: "Os arquivos da atividade chegaram danificados.",
    advice: TRIED_AGAIN,
  }),
  storage_unavailable: () => ({
    summary: "O armazenamento do sistema de correção não respondeu.",
    advice: TRIED_AGAIN,
  }),
  sandbox_unavailable: () => ({
    summary: "Não foi possível iniciar um ambiente isolado para o seu programa.",
    advice: TRIED_AGAIN,
  }),
  sandbox_lost: () => ({
    summary: "O ambiente isolado do seu programa foi perdido durante a correção.",
    advice: TRIED_AGAIN,
  }),
  image_not_fetched: () => ({
    summary: "Não foi possível baixar a imagem em que o seu programa deve ser executado.",
    advice: TRIED_AGAIN,
  }),
  ai_unavailable: () => ({
    summary: "O modelo de linguagem que avalia alguns dos testes não respondeu.",
    advice: TRIED_AGAIN,
  }),
  ai_budget_spent: () => ({
    summary: "O modelo de linguagem que avalia alguns dos testes não pode mais ser consultado hoje.",
    advice: `${NOT_YOUR_FAULT} Avise a equipe da disciplina, que pode mandar corrigir este mesmo envio a partir de amanhã; não é preciso enviar de novo.`,
  }),
  analysis_unavailable: () => ({
    summary: "Seu código-fonte não pôde ser analisado, porque o programa que faz isso não executou.",
    advice: TRIED_AGAIN,
  }),
  test_function_threw: (context) => ({
    summary: `O sistema de correção falhou em um teste${say(context).quoted("test")}.`,
    advice: TRIED_AGAIN,
  }),
  grading_timeout: (context) => ({
    summary: `A correção inteira demorou demais${say(context).between(": mais de ", say(context).duration("limitMs"))}.`,
    advice: TRIED_AGAIN,
  }),
  lease_lost: () => ({
    summary: "A correção foi passada para outra máquina.",
    advice: TRIED_AGAIN,
  }),
  retries_exhausted: (context) => ({
    summary: `A correção foi tentada${say(context).between(" ", say(context).text("attempts"), " vezes") || " várias vezes"} e não foi concluída.`,
    advice: ASK_STAFF,
  }),
  internal: () => ({
    summary: "O sistema de correção cometeu um erro.",
    advice: TRIED_AGAIN,
  }),
};

function howItEnded(context: ErrorContext): string {
  return (
    say(context).between(" com o código de saída ", say(context).text("exitCode")) ||
    say(context).between(" e foi encerrada por ", say(context).text("signal"))
  );
}

/** Details are in English, as the parts that find them are. */
function technical(context: ErrorContext): string {
  return say(context).between(" (detalhe técnico: ", say(context).text("detail"), ")");
}

function say(context: ErrorContext) {
  return valuesOf(context, "pt_br");
}
