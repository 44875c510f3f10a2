import { size } from "#core/locales/units.ts";
import type { WebdevMessages } from "#core/locales/webdev-messages.ts";

export const webdev: WebdevMessages = {
  noFile: ({ kind }) => `No ${kindNames[kind]} file was submitted for this test to look at.`,
  noFiles: () => "No file was submitted for this test to look at.",
  emptyFile: () => "The file is empty.",
  fileTooLarge: ({ capBytes }) => `The file is larger than ${size(capBytes, "en")}, so it was not read.`,
  fileTooDeep: () => "The file is nested too deeply to be read. Look for brackets or blocks that never end.",
  fileTooSlow: () => "The file is too complicated to be read in time.",
  notParsed: ({ line }) => `The file could not be read: there is a syntax error in line ${line}.`,

  tags: ({ tag, ...count }) => `\`<${tag}>\` occurs ${ofRequired(count)}.`,
  forbiddenTag: ({ tag, found }) =>
    found === 0 ? `\`<${tag}>\` does not occur.` : `\`<${tag}>\` is not allowed, and occurs ${times(found)}.`,
  attributes: ({ attribute, ...count }) => `The attribute \`${attribute}\` occurs ${ofRequired(count)}.`,
  attributeValue: ({ tag, attribute, value, found }) =>
    `${found ? "There is" : "There is no"} \`<${tag}>\` with \`${attribute}="${value}"\`.`,
  classes: ({ names, ...count }) => `The classes ${list(names)} occur ${ofRequired(count)}.`,
  inlineStyles: ({ found }) =>
    found === 0
      ? "No element has a `style` attribute."
      : `${elements(found)} a \`style\` attribute. Move these rules to a style sheet.`,
  internalLinks: (count) => `Links to a place on this page that exists: ${number(count)}.`,
  articleLinks: (count) => `Links to an \`<article>\` on this page: ${number(count)}.`,
  unclosedTags: ({ tags, found }) =>
    found === 0
      ? "Every tag that needs an end tag has one."
      : `${found === 1 ? "A tag has" : `${found} tags have`} no end tag: ${tags
          .map(({ name, line }) => `\`<${name}>\` in line ${line}`)
          .join(", ")}${found > tags.length ? ", …" : ""}.`,
  parameterLinks: ({ page, parameter, ...count }) =>
    `Links to '${page}' with a value for the parameter '${parameter}': ${number(count)}.`,
  tagInside: ({ child, parent, found }) =>
    found === 0
      ? `No \`<${child}>\` is inside a \`<${parent}>\`.`
      : `\`<${child}>\` must not be inside \`<${parent}>\`, and is ${times(found)}.`,
  headings: (step) =>
    step === undefined
      ? "No level of heading is left out."
      : `After an \`<h${step.from}>\` comes an \`<h${step.to}>\`, which leaves out a level.`,
  bootstrap: ({ found }) => (found ? "Bootstrap is linked." : "Bootstrap is not linked."),
  semanticTags: ({ found }) =>
    found
      ? "Semantic elements are used."
      : "None of `<article>`, `<section>`, `<nav>`, `<aside>` and `<figure>` is used.",
  stylesheetLink: ({ found }) =>
    found ? "A style sheet is linked." : 'There is no `<link rel="stylesheet">`.',
  inHead: ({ tag, head, found }) => {
    if (!head) return "There is no `<head>`.";
    return found ? `There is a \`<${tag}>\` in \`<head>\`.` : `There is no \`<${tag}>\` in \`<head>\`.`;
  },
  imageAlts: ({ found, total }) =>
    total === 0 ? "There are no images." : `${found} of ${total} images have an \`alt\` text.`,
  htmlChildren: ({ html, missing, others }) => {
    if (!html) return "There is no `<html>`.";
    const problems = [
      ...(missing.length === 0 ? [] : [`has no ${list(missing.map((name) => `<${name}>`))}`]),
      ...(others.length === 0 ? [] : [`also contains ${list(others.map((name) => `<${name}>`))}`]),
    ];
    return problems.length === 0
      ? "`<html>` contains `<head>` and `<body>` only."
      : `\`<html>\` ${problems.join(" and ")}.`;
  },

  cssProperty: ({ prop, value, found }) =>
    `${found ? "There is a" : "There is no"} declaration of \`${prop}\` with \`${value}\`.`,
  styles: ({ style, ...count }) => `The property \`${style}\` is declared ${ofRequired(count)}.`,
  textCount: ({ text, found, allowed }) => `\`${text}\` occurs ${times(found)}; at most ${allowed} allowed.`,
  idSelectors: ({ found, allowed }) => `Ids in selectors: ${found}; at most ${allowed} allowed.`,
  relativeUnits: ({ found }) =>
    found ? "Relative units are used." : "No relative unit such as `em`, `rem`, `%`, `vh` or `vw` is used.",
  mediaQueries: ({ found }) => (found ? "There is a media query." : "There is no media query."),
  flexbox: ({ found }) =>
    found ? "Flexbox is used." : "Neither `display: flex` nor a `flex-` property is used.",
  unusedClasses: ({ names, found }) =>
    found === 0
      ? "Every class of the style sheet is used in the page."
      : `Classes that the page does not use: ${list(names)}${found > names.length ? `, … (${found})` : ""}.`,

  feature: ({ feature, found }) => `\`${feature}\` is ${found ? "" : "not "}used.`,
  forbiddenMethod: ({ method, found }) =>
    found === 0 ? `\`${method}\` is not used.` : `\`${method}\` is not allowed, and occurs ${times(found)}.`,
  globalVariables: ({ names, found, allowed }) =>
    `Global variables: ${found}${names.length === 0 ? "" : ` (${list(names)})`}; at most ${allowed} allowed.`,
  queryString: ({ found }) =>
    found
      ? "The query string is read."
      : "Neither `URLSearchParams` nor `window.location.search` is used to read the query string.",
  jsonArray: ({ key, array, ...count }) =>
    array
      ? `Objects with the key \`${key}\` in an array: ${number(count)}.`
      : "No variable is declared with an array.",
  domCalls: ({ methods, ...count }) => `Uses of ${list(methods)}: ${number(count)}.`,
  framework: ({ sign }) =>
    sign === undefined ? "No framework was found." : `A framework is not allowed: \`${sign}\` was found.`,

  fileMissing: ({ path }) => `The file '${path}' was not submitted.`,
  fileExists: ({ path, found }) => `The file '${path}' ${found ? "was" : "was not"} submitted.`,
  directoryExists: ({ path, found }) =>
    `${found ? "There are" : "There are no"} files in the folder '${path}'.`,
};

const kindNames = { html: "HTML", css: "CSS", js: "JavaScript" };

function ofRequired({ found, required }: { readonly found: number; readonly required: number }): string {
  return required === 0 ? times(found) : `${times(found)}, of ${required} required`;
}

/** After a colon. */
function number({ found, required }: { readonly found: number; readonly required: number }): string {
  return required === 0 ? `${found}` : `${found} of ${required} required`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function elements(count: number): string {
  return count === 1 ? "One element has" : `${count} elements have`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
