/** The parts of css-tree that need none of its dictionaries, which a bundle could not load. */
declare module "css-tree/tokenizer" {
  export { tokenize, tokenTypes } from "css-tree";
}

declare module "css-tree/utils" {
  export { ident } from "css-tree";
}
