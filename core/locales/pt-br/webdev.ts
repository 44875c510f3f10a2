import { size } from "#core/locales/units.ts";
import type { WebdevMessages } from "#core/locales/webdev-messages.ts";

export const webdev: WebdevMessages = {
  noFile: ({ kind }) => `Nenhum arquivo ${kindNames[kind]} foi enviado para este teste examinar.`,
  noFiles: () => "Nenhum arquivo foi enviado para este teste examinar.",
  emptyFile: () => "O arquivo está vazio.",
  fileTooLarge: ({ capBytes }) => `O arquivo tem mais de ${size(capBytes, "pt_br")} e não foi lido.`,
  fileTooDeep: () =>
    "O arquivo tem níveis demais para ser lido. Procure parênteses, chaves ou blocos que nunca terminam.",
  fileTooSlow: () => "O arquivo é complicado demais para ser lido a tempo.",
  notParsed: ({ line }) => `Não foi possível ler o arquivo: há um erro de sintaxe na linha ${line}.`,

  tags: ({ tag, ...count }) => `\`<${tag}>\` aparece ${ofRequired(count)}.`,
  forbiddenTag: ({ tag, found }) =>
    found === 0 ? `\`<${tag}>\` não aparece.` : `\`<${tag}>\` não é permitida e aparece ${times(found)}.`,
  attributes: ({ attribute, ...count }) => `O atributo \`${attribute}\` aparece ${ofRequired(count)}.`,
  attributeValue: ({ tag, attribute, value, found }) =>
    `${found ? "Há" : "Não há"} \`<${tag}>\` com \`${attribute}="${value}"\`.`,
  classes: ({ names, ...count }) => `As classes ${list(names)} aparecem ${ofRequired(count)}.`,
  inlineStyles: ({ found }) =>
    found === 0
      ? "Nenhum elemento tem o atributo `style`."
      : `${elements(found)} o atributo \`style\`. Leve essas regras para uma folha de estilo.`,
  internalLinks: (count) => `Links para um lugar que existe nesta página: ${number(count)}.`,
  articleLinks: (count) => `Links para um \`<article>\` desta página: ${number(count)}.`,
  unclosedTags: ({ tags, found }) =>
    found === 0
      ? "Toda tag que precisa ser fechada está fechada."
      : `${found === 1 ? "Uma tag não foi fechada" : `${found} tags não foram fechadas`}: ${tags
          .map(({ name, line }) => `\`<${name}>\` na linha ${line}`)
          .join(", ")}${found > tags.length ? ", …" : ""}.`,
  parameterLinks: ({ page, parameter, ...count }) =>
    `Links para '${page}' com um valor para o parâmetro '${parameter}': ${number(count)}.`,
  tagInside: ({ child, parent, found }) =>
    found === 0
      ? `Nenhum \`<${child}>\` está dentro de \`<${parent}>\`.`
      : `\`<${child}>\` não pode estar dentro de \`<${parent}>\`, e está ${times(found)}.`,
  headings: (step) =>
    step === undefined
      ? "Nenhum nível de título é pulado."
      : `Depois de um \`<h${step.from}>\` vem um \`<h${step.to}>\`, o que pula um nível.`,
  bootstrap: ({ found }) => (found ? "O Bootstrap está vinculado." : "O Bootstrap não está vinculado."),
  semanticTags: ({ found }) =>
    found
      ? "Elementos semânticos são usados."
      : "Nenhum dos elementos `<article>`, `<section>`, `<nav>`, `<aside>` e `<figure>` é usado.",
  stylesheetLink: ({ found }) =>
    found ? "Há uma folha de estilo vinculada." : 'Não há `<link rel="stylesheet">`.',
  inHead: ({ tag, head, found }) => {
    if (!head) return "Não há `<head>`.";
    return found ? `Há \`<${tag}>\` em \`<head>\`.` : `Não há \`<${tag}>\` em \`<head>\`.`;
  },
  imageAlts: ({ found, total }) =>
    total === 0 ? "Não há imagens." : `${found} de ${total} imagens têm texto em \`alt\`.`,
  htmlChildren: ({ html, missing, others }) => {
    if (!html) return "Não há `<html>`.";
    const problems = [
      ...(missing.length === 0 ? [] : [`não tem ${list(missing.map((name) => `<${name}>`))}`]),
      ...(others.length === 0 ? [] : [`também contém ${list(others.map((name) => `<${name}>`))}`]),
    ];
    return problems.length === 0
      ? "`<html>` contém somente `<head>` e `<body>`."
      : `\`<html>\` ${problems.join(" e ")}.`;
  },

  cssProperty: ({ prop, value, found }) =>
    `${found ? "Há uma" : "Não há"} declaração de \`${prop}\` com \`${value}\`.`,
  styles: ({ style, ...count }) => `A propriedade \`${style}\` é declarada ${ofRequired(count)}.`,
  textCount: ({ text, found, allowed }) =>
    `\`${text}\` aparece ${times(found)}; no máximo ${allowed} permitido.`,
  idSelectors: ({ found, allowed }) => `Ids em seletores: ${found}; no máximo ${allowed} permitido.`,
  relativeUnits: ({ found }) =>
    found
      ? "Unidades relativas são usadas."
      : "Nenhuma unidade relativa, como `em`, `rem`, `%`, `vh` ou `vw`, é usada.",
  mediaQueries: ({ found }) => (found ? "Há uma media query." : "Não há nenhuma media query."),
  flexbox: ({ found }) =>
    found ? "Flexbox é usado." : "Não há `display: flex` nem uma propriedade `flex-`.",
  unusedClasses: ({ names, found }) =>
    found === 0
      ? "Toda classe da folha de estilo é usada na página."
      : `Classes que a página não usa: ${list(names)}${found > names.length ? `, … (${found})` : ""}.`,

  feature: ({ feature, found }) => `\`${feature}\` ${found ? "" : "não "}é usado.`,
  forbiddenMethod: ({ method, found }) =>
    found === 0 ? `\`${method}\` não é usado.` : `\`${method}\` não é permitido e aparece ${times(found)}.`,
  globalVariables: ({ names, found, allowed }) =>
    `Variáveis globais: ${found}${names.length === 0 ? "" : ` (${list(names)})`}; no máximo ${allowed} permitida.`,
  queryString: ({ found }) =>
    found
      ? "A query string é lida."
      : "Nem `URLSearchParams` nem `window.location.search` é usado para ler a query string.",
  jsonArray: ({ key, array, ...count }) =>
    array
      ? `Objetos com a chave \`${key}\` em um array: ${number(count)}.`
      : "Nenhuma variável é declarada com um array.",
  domCalls: ({ methods, ...count }) => `Usos de ${list(methods)}: ${number(count)}.`,
  framework: ({ sign }) =>
    sign === undefined
      ? "Nenhum framework foi encontrado."
      : `Frameworks não são permitidos: \`${sign}\` foi encontrado.`,

  fileMissing: ({ path }) => `O arquivo '${path}' não foi enviado.`,
  fileExists: ({ path, found }) => `O arquivo '${path}' ${found ? "foi" : "não foi"} enviado.`,
  directoryExists: ({ path, found }) => `${found ? "Há" : "Não há"} arquivos na pasta '${path}'.`,
};

const kindNames = { html: "HTML", css: "CSS", js: "JavaScript" };

function ofRequired({ found, required }: { readonly found: number; readonly required: number }): string {
  return required === 0
    ? times(found)
    : `${times(found)}, de ${required} exigida${required === 1 ? "" : "s"}`;
}

/** Depois de dois-pontos. */
function number({ found, required }: { readonly found: number; readonly required: number }): string {
  return required === 0 ? `${found}` : `${found} de ${required}`;
}

function times(count: number): string {
  return count === 1 ? "uma vez" : `${count} vezes`;
}

function elements(count: number): string {
  return count === 1 ? "Um elemento tem" : `${count} elementos têm`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
