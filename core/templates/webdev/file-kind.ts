export type FileKind = "html" | "css" | "js";
