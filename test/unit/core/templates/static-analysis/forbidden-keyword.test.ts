import { afterAll, describe, expect, it } from "vitest";
import type { Language } from "#core/assignment/language.ts";
import { forbiddenKeyword } from "#core/templates/static-analysis/forbidden-keyword.ts";
import { keywords } from "#core/templates/static-analysis/keywords.ts";
import { openSyntaxSearch } from "#runner/analysis/open-syntax-search.ts";
import { noSyntax } from "#test/unit/core/no-syntax.ts";
import { fileOf, judge } from "./judging.ts";

const syntax = openSyntaxSearch(new AbortController().signal);
afterAll(() => syntax[Symbol.asyncDispose]());

async function score(language: Language, parameters: unknown, text: string): Promise<number> {
  const files = { [fileOf[language]]: text };
  return (await judge(forbiddenKeyword, parameters, { syntax, language, files })).score;
}

describe("forbidden_keyword finds", () => {
  it.each([
    ["python", "for_loop", "for i in range(3):\n  pass"],
    ["python", "for_loop", "async def f():\n  async for i in x: pass"],
    ["python", "while_loop", "while x: pass"],
    ["python", "eval_call", 'print(eval("1"))'],
    ["python", "eval_call", "𝐞𝐯𝐚𝐥('1')"],
    ["python", "exec_call", "exec(a, b)"],
    ["java", "for_loop", "class M{void f(){for(int i=0;i<3;i++){}}}"],
    ["java", "for_loop", "class M{void f(){\\u0066or(;;){}}}"],
    ["java", "while_loop", "class M{void f(){while(true){}}}"],
    ["node", "for_loop", "for (let i = 0; i < 3; i++) {}"],
    ["node", "while_loop", "while (x) {}"],
    ["node", "eval_call", "eval('1')"],
    ["node", "eval_call", "\\u0065val('1')"],
    ["node", "eval_call", "\\u{65}val('1')"],
    ["node", "eval_call", "\\u{00000065}val('1')"],
    ["c", "for_loop", "int main(void){fo\\ \nr(;;){}}"],
    ["cpp", "for_loop", "int main(){for(;;){}}"],
    ["cpp", "while_loop", "int main(){while(1){}}"],
    ["cpp", "do_while_loop", "int main(){do{}while(0);}"],
    ["c", "for_loop", "int main(void){for(;;){}}"],
    ["c", "while_loop", "int main(void){while(1){}}"],
    ["c", "do_while_loop", "int main(void){do{}while(0);}"],
  ] as const)("in %s the %s of %j", async (language, keyword, text) => {
    expect(await score(language, { forbidden_keywords: [keyword] }, text)).toBe(0);
  });

  it.each([
    ["python", "for_loop", "x = [i for i in range(3)]"],
    ["python", "for_loop", "# for i in x: pass\ns = 'for i in x: pass'"],
    ["python", "eval_call", "evaluate(1)"],
    ["python", "eval_call", "model.eval()"],
    ["java", "for_loop", "class M{void f(int[] a){for(int x:a){}}}"],
    ["java", "while_loop", "class M{void f(){do{}while(true);}}"],
    ["node", "for_loop", "for (const x of [1]) {}"],
    ["cpp", "for_loop", "int main(){int a[]={1};for(int x:a){}}"],
    ["c", "while_loop", "int main(void){do{}while(0);}"],
  ] as const)("but not in %s a %s in %j", async (language, keyword, text) => {
    expect(await score(language, { forbidden_keywords: [keyword] }, text)).toBe(100);
  });

  it("what an instructor's own rules find, and calls it what they call it", async () => {
    const rules = [
      { kind: "lambda" },
      { kind: "call", inside: { kind: "for_statement", stopBy: "end" } },
      { message: "a global variable", rule: { pattern: "global $A" } },
      { id: "magic", rule: { pattern: "$A = $N" }, constraints: { N: { regex: "^4.$" } } },
      { id: "with-utils", rule: { matches: "raise" }, utils: { raise: { kind: "raise_statement" } } },
    ];
    const text = "f = lambda x: x\nfor i in f:\n  print(i)\nglobal a\nb = 42\nraise b\n";
    const parameters = { custom_ast_grep_rules: rules };
    const files = { "main.py": text };
    const { message } = await judge(forbiddenKeyword, parameters, { syntax, language: "python", files });
    expect(message).toBe(
      "What is used here is forbidden: rule 1 (main.py, line 1), rule 2 (main.py, line 3), " +
        "a global variable (main.py, line 4), magic (main.py, line 5), with-utils (main.py, line 6).",
    );
  });

  it("only the rules that are for the language of the submission", async () => {
    const rules = [
      { language: "python", rule: { kind: "lambda" } },
      { language: "java", rule: { kind: "lambda_expression" } },
    ];
    expect(await score("python", { custom_ast_grep_rules: rules }, "f = lambda x: x")).toBe(0);
    expect(await score("java", { custom_ast_grep_rules: rules }, "class M { Runnable r = () -> {}; }")).toBe(
      0,
    );
    expect(await score("java", { custom_ast_grep_rules: rules }, "class M {}")).toBe(100);
  });
});

describe("forbidden_keyword", () => {
  const given = { syntax: noSyntax, language: "python", files: { "main.py": "x = 1" } } as const;

  it.each([
    {},
    { forbidden_keywords: ["do_while_loop"] },
    { custom_ast_grep_rules: [{ language: "c", rule: { kind: "do_statement" } }] },
  ])("gives 100 where nothing is forbidden in the language: %j", async (parameters) => {
    expect((await judge(forbiddenKeyword, parameters, given)).score).toBe(100);
  });

  it("makes a release unusable by a rule that ast-grep cannot use, and is no zero", async () => {
    const parameters = { custom_ast_grep_rules: [{ kind: "lambda" }, { kind: "no_such_kind" }] };
    await expect(judge(forbiddenKeyword, parameters, { ...given, syntax })).rejects.toMatchObject({
      code: "release_unusable",
      blame: "instructor",
      context: { detail: expect.stringContaining("rule 2 cannot be used for python") },
    });
  });

  it("has only rules that ast-grep can use", async () => {
    for (const language of ["python", "java", "node", "cpp", "c"] as const) {
      const parameters = { forbidden_keywords: Object.keys(keywords[language]) };
      expect(await score(language, parameters, ""), language).toBe(100);
    }
  });

  it.each([
    [
      ["recursion"],
      ["python"],
      /'recursion' is nothing that can be forbidden in python; use one of: for_loop/,
    ],
    [["for_lop"], ["python"], /did you mean 'for_loop'\?/],
    [["exec_call"], ["java"], /in java; use one of: for_loop, while_loop/],
    [["toString"], ["java", "c"], /in java, c/],
  ] as const)("is refused at publish with the keywords %j for %j", (names, languages, message) => {
    const parameters = forbiddenKeyword.parameters.parse({ forbidden_keywords: [...names] });
    const problems = forbiddenKeyword.check?.(parameters, languages) ?? [];
    expect(problems).toEqual([{ path: ["forbidden_keywords", 0], message: expect.stringMatching(message) }]);
  });

  it("takes a keyword that one of the languages has", () => {
    const parameters = forbiddenKeyword.parameters.parse({ forbidden_keywords: ["exec_call"] });
    expect(forbiddenKeyword.check?.(parameters, ["java", "python"])).toEqual([]);
  });

  it.each([
    [{ knd: "lambda" }, []],
    [{}, []],
    [{ kind: 5 }, ["kind"]],
    [{ any: [{ kind: "a" }, { knd: "b" }] }, ["any", 1]],
    [{ not: { has: { field: "x", stopby: "end" } } }, ["not", "has"]],
    [{ rule: { kind: "a" }, kind: "b" }, []],
    [{ rule: { kind: "a" }, language: "ruby" }, ["language"]],
    ["lambda", []],
  ])("refuses the rule %j by its form", (rule, path) => {
    const parsed = forbiddenKeyword.parameters.safeParse({ custom_ast_grep_rules: [rule] });
    expect(parsed.error?.issues[0]?.path).toEqual(["custom_ast_grep_rules", 0, ...path]);
  });

  it("reads its own parameters again unchanged, as a release stores them", () => {
    const rules = [{ kind: "lambda" }, { id: "a", language: "c", rule: { all: [{ kind: "x" }] } }];
    const once = forbiddenKeyword.parameters.parse({ custom_ast_grep_rules: rules });
    expect(forbiddenKeyword.parameters.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });
});
