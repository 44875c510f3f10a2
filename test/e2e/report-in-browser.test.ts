import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GradingResult } from "#core/grading/result.ts";
import { renderHtml } from "#core/report/html.ts";
import { type Browser, openBrowser } from "#test/support/browser.ts";
import { facts, graded, rejected, setupResult, testResult } from "#test/unit/core/report/results.ts";

/** The address is never asked: the document is given in its place. */
const ADDRESS = "http://report.test/report.html";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
});

interface Opened extends AsyncDisposable {
  readonly page: Page;
  /** Everything that the page asked for, itself included. */
  readonly asked: readonly string[];
  readonly dialogs: readonly string[];
}

async function open(result: GradingResult): Promise<Opened> {
  const page = await browser.context.newPage();
  const asked: string[] = [];
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.route("**/*", async (route) => {
    asked.push(route.request().url());
    if (route.request().url() === ADDRESS) {
      await route.fulfill({ contentType: "text/html; charset=utf-8", body: renderHtml(result) });
    } else {
      await route.abort();
    }
  });
  await page.goto(ADDRESS);
  return { page, asked, dialogs, [Symbol.asyncDispose]: () => page.close() };
}

const attacks = [
  "</pre><script>document.title = 'owned'</script>",
  "<img src=http://evil.test/x onerror=\"document.title='owned'\">",
  "</style><style>body{display:none}</style>",
  "<svg onload=alert(1)>",
  "<iframe srcdoc='<script>parent.document.title=1</script>'></iframe>",
  "<meta http-equiv=refresh content='0;url=http://evil.test/'>",
  "--><base href=http://evil.test/>\u0000\u001b[2J\u202e",
];

function hostile(): GradingResult {
  const text = attacks.join("\n");
  const output = { text, truncated: false };
  const comparison = { expected: "a\nb", actual: text, lines: "exact" as const };
  const test = testResult({ name: text, message: text, comparison, stdout: output, stderr: output });
  const feedback = {
    reportTitle: text,
    showScore: true,
    showPassedTests: true,
    showSummary: true,
    resources: [
      { url: "javascript:alert(1)", description: text, tests: [] },
      { url: 'https://example.org/"><script>alert(1)</script>', description: text, tests: [] },
    ],
    categoryHeadings: { base: text },
  };
  return {
    ...graded([test], { feedback, aiFeedback: { kind: "written", text } }),
    setup: [setupResult({ name: text, stdout: output, stderr: output })],
  };
}

function long(): GradingResult {
  const text = `${"x".repeat(2_000)}\n${"word ".repeat(300)}`;
  const output = { text, truncated: false };
  const comparison = { expected: `a\n${text}`, actual: `b\n${text}`, lines: "normalised" as const };
  return graded([
    testResult({
      name: "n".repeat(300),
      message: text,
      comparison,
      stderr: output,
      facts: { ...facts, exitCode: 1 },
    }),
    testResult({ name: "two", score: 100, lostPoints: 0 }),
  ]);
}

describe("the HTML report in a browser", () => {
  it("shows the score, each test and the difference as text", async () => {
    const comparison = { expected: "a\nb\nc", actual: "a\nx\nc", lines: "normalised" as const };
    await using opened = await open(graded([testResult({ comparison })]));
    const { page } = opened;

    expect(await page.title()).toBe("Score: 50 of 100");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Score: 50 of 100");
    expect(await page.getByRole("heading", { level: 3 }).innerText()).toContain("costs 50 of 50 points");
    expect((await page.locator("del").innerText()).trim()).toBe("− b");
    expect((await page.locator("ins").innerText()).trim()).toBe("+ x");
    expect(await page.locator("pre").first().textContent()).toBe("  a\n− b\n+ x\n  c\n");
  });

  it("has its style, which its own policy allows", async () => {
    await using opened = await open(graded([testResult()]));
    const border = "getComputedStyle(document.querySelector('.test')).borderLeftWidth";
    expect(await opened.page.evaluate(border)).toBe("4px");
  });

  it("runs nothing, loads nothing and loses nothing, whatever a program printed or a model wrote", async () => {
    await using opened = await open(hostile());
    const { page, asked, dialogs } = opened;

    await page.waitForLoadState("networkidle");
    expect(asked).toEqual([ADDRESS]);
    expect(dialogs).toEqual([]);
    expect(page.url()).toBe(ADDRESS);
    expect(await page.title()).not.toBe("owned");
    expect(await page.locator("script, img, svg, iframe, base, body style").count()).toBe(0);
    expect(await page.locator("body").isVisible()).toBe(true);
    const shown = await page.locator("body").innerText();
    const written = await page.locator("section.ai").innerText();
    for (const attack of attacks.slice(0, -1)) expect(written).toContain(attack);
    for (const attack of attacks.slice(0, -1)) expect(shown).toContain(attack);
    const links = await page.evaluate("[...document.links].map((link) => link.protocol)");
    expect(links).toEqual(["https:"]);
  });

  it.each([
    ["a long grade", long()],
    ["hostile text", hostile()],
    ["a rejection", rejected()],
  ])("can be read on a phone without scrolling sideways: %s", async (_, result) => {
    await using opened = await open(result);
    const { page } = opened;

    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('p, pre, li, h3')].every((e) => e.scrollWidth <= e.clientWidth + 1)",
      ),
    ).toBe(true);
  });

  it("prints dark on white, in colours that a dark screen does not change", async () => {
    await using opened = await open(long());
    const { page } = opened;
    const colours =
      "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]";

    await page.emulateMedia({ colorScheme: "dark" });
    expect(await page.evaluate(colours)).toEqual(["rgb(230, 232, 235)", "rgb(20, 23, 26)"]);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate(colours)).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    expect(pdf.length).toBeGreaterThan(5_000);
  });

  it.each(["light", "dark"] as const)(
    "has contrast enough on a %s screen (WCAG AA, 4.5 to 1)",
    async (colorScheme) => {
      const comparison = { expected: "a\nb\nc", actual: "a\nx\nc", lines: "normalised" as const };
      const passed = testResult({ name: "zero", score: 100, lostPoints: 0 });
      await using opened = await open(graded([testResult({ comparison }), passed]));
      const { page } = opened;

      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(contrasts)).toEqual([]);
    },
  );
});

/** Texts whose colour is too near to what is behind them, by WCAG 2.2's relative luminance. */
const contrasts = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.body.querySelectorAll("*")].flatMap((element) => {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "")) return [];
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return ratio >= 4.5 ? [] : [element.tagName + " " + ratio.toFixed(2)];
  });
})()`;
