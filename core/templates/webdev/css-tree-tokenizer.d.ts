/** The part of css-tree that needs none of its dictionaries, which a bundle could not load. */
declare module "css-tree/tokenizer" {
  export { tokenize, tokenTypes } from "css-tree";
}
