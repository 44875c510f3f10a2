import type { FileKind } from "#core/templates/webdev/file-kind.ts";

/** What decided a test of the `webdev` template. Sentences that follow the name of a file; names are untrusted. */
export interface WebdevMessages {
  noFile(values: { readonly kind: FileKind }): string;
  noFiles(): string;
  emptyFile(): string;
  fileTooLarge(values: { readonly capBytes: number }): string;
  fileTooDeep(): string;
  fileTooSlow(): string;
  notParsed(values: { readonly line: number }): string;

  tags(values: { readonly tag: string } & Required): string;
  forbiddenTag(values: { readonly tag: string; readonly found: number }): string;
  attributes(values: { readonly attribute: string } & Required): string;
  attributeValue(values: {
    readonly tag: string;
    readonly attribute: string;
    readonly value: string;
    readonly found: boolean;
  }): string;
  classes(values: { readonly names: readonly string[] } & Required): string;
  inlineStyles(values: { readonly found: number }): string;
  internalLinks(values: Required): string;
  articleLinks(values: Required): string;
  /** `tags` as far as they are shown, of `found`. */
  unclosedTags(values: {
    readonly tags: readonly { readonly name: string; readonly line: number }[];
    readonly found: number;
  }): string;
  parameterLinks(values: { readonly page: string; readonly parameter: string } & Required): string;
  tagInside(values: { readonly child: string; readonly parent: string; readonly found: number }): string;
  /** The first step that leaves out a level. */
  headings(values: { readonly from: number; readonly to: number } | undefined): string;
  bootstrap(values: { readonly found: boolean }): string;
  semanticTags(values: { readonly found: boolean }): string;
  stylesheetLink(values: { readonly found: boolean }): string;
  inHead(values: { readonly tag: string; readonly head: boolean; readonly found: boolean }): string;
  imageAlts(values: { readonly found: number; readonly total: number }): string;
  /** `others` are children that do not belong there. */
  htmlChildren(values: {
    readonly html: boolean;
    readonly missing: readonly string[];
    readonly others: readonly string[];
  }): string;

  cssProperty(values: { readonly prop: string; readonly value: string; readonly found: boolean }): string;
  styles(values: { readonly style: string } & Required): string;
  textCount(values: { readonly text: string } & Allowed): string;
  idSelectors(values: Allowed): string;
  relativeUnits(values: { readonly found: boolean }): string;
  mediaQueries(values: { readonly found: boolean }): string;
  flexbox(values: { readonly found: boolean }): string;
  /** `names` as far as they are shown, of `found`. */
  unusedClasses(values: { readonly names: readonly string[]; readonly found: number }): string;

  feature(values: { readonly feature: string; readonly found: boolean }): string;
  forbiddenMethod(values: { readonly method: string; readonly found: number }): string;
  globalVariables(values: { readonly names: readonly string[] } & Allowed): string;
  queryString(values: { readonly found: boolean }): string;
  jsonArray(values: { readonly key: string; readonly array: boolean } & Required): string;
  domCalls(values: { readonly methods: readonly string[] } & Required): string;
  framework(values: { readonly sign: string | undefined }): string;

  fileMissing(values: { readonly path: string }): string;
  fileExists(values: { readonly path: string; readonly found: boolean }): string;
  directoryExists(values: { readonly path: string; readonly found: boolean }): string;
}

/** `required` is 0 where nothing was asked for. */
interface Required {
  readonly found: number;
  readonly required: number;
}

interface Allowed {
  readonly found: number;
  readonly allowed: number;
}
