import { load } from "cheerio";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderJunit } from "#core/report/junit.ts";
import { failed, graded, rejected, testResult } from "#test/unit/core/report/results.ts";

const parse = (xml: string) => load(xml, { xml: { xmlMode: true, decodeEntities: true } });

describe("the result as JUnit XML", () => {
  it("is a suite for each category, with a failure for each test that did not pass", () => {
    const tests = [
      testResult({ path: "base/Averages/mean", name: "mean" }),
      testResult({ name: "zero", score: 100, lostPoints: 0 }),
      testResult({ name: "crash", path: "penalty/crash", category: "penalty", score: 100, lostPoints: 0 }),
    ];
    const $ = parse(renderJunit(graded(tests)));

    expect(
      $("testsuite")
        .toArray()
        .map(({ attribs }) => attribs),
    ).toMatchObject([
      { name: "base", tests: "2", failures: "1", errors: "0" },
      { name: "penalty", tests: "1", failures: "0", errors: "0" },
    ]);
    expect($("testcase").first().attr()).toEqual({ name: "mean", classname: "base.Averages", time: "0.120" });
    expect($("failure").attr()).toEqual({
      message: "Line 1 is the first that differs.",
      type: "expect_output",
    });
    expect($("failure").text()).toContain("Expected:\n    8\nGot:\n    9");
  });

  it("of a result without a score is an error, never a success", () => {
    for (const result of [rejected(), failed()]) {
      const $ = parse(renderJunit(result));
      expect($("testsuite").attr()).toMatchObject({ tests: "1", errors: "1" });
      expect($("error").attr("type")).toBe(result.error.code);
    }
  });

  it("has only characters that XML allows, and the same elements, whatever a program prints", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "]]>",
        "<![CDATA[",
        "\u0000\u0008\u000b",
        "\ufffe\uffff",
        "</failure>",
        "&#0;&x;",
        "\ud800",
        '"\n\t',
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const output = { text, truncated: false };
        const test = testResult({
          name: text,
          path: `base/${text}`,
          message: text,
          stdout: output,
          stderr: output,
        });
        const xml = renderJunit(graded([test]));
        // Char of XML 1.0: tab, line feed, and from U+0020 on without surrogates, U+FFFE and U+FFFF.
        expect(xml).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        expect(xml.replace(/&#\d+;/g, "")).not.toContain("&");
        const names = [...xml.matchAll(/<(\/?[a-z]+)/g)].map(([, name]) => name);
        expect(names).toEqual([
          "testsuites",
          "testsuite",
          "testcase",
          "failure",
          "/failure",
          "/testcase",
          "/testsuite",
          "/testsuites",
        ]);
      }),
    );
  });
});
