import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseResponse } from "#core/templates/api/http-response.ts";

const parse = (text: string, { method = "GET", closed = true } = {}) =>
  parseResponse(Buffer.from(text, "latin1"), { method, closed });

const bodyOf = (text: string, options = {}) => {
  const parsed = parse(text, options);
  return parsed.ok ? Buffer.from(parsed.response.body).toString() : parsed.problem;
};

describe("an HTTP answer", () => {
  it("has a status, headers in lower case, and a body of the length it says", () => {
    const text = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-A:  b c \r\n\r\nokrest";
    expect(parse(text)).toMatchObject({
      ok: true,
      response: {
        status: 201,
        headers: [
          ["content-length", "2"],
          ["x-a", "b c"],
        ],
      },
    });
    expect(bodyOf(text)).toBe("ok");
  });

  it.each([
    ["up to its end, where no length is said", "HTTP/1.0 200 OK\r\n\r\nall of it", "all of it"],
    ["of no reason and bare line feeds", "HTTP/1.1 200\nContent-Length: 2\n\nok", "ok"],
    [
      "in chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
      "abcde",
    ],
    ["behind an interim answer", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok", "ok"],
    ["of 204, which has none", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", ""],
  ])("is read %s", (_what, text, body) => {
    expect(bodyOf(text)).toBe(body);
  });

  it("to HEAD has no body, whatever length it says", () => {
    expect(bodyOf("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", { method: "HEAD" })).toBe("");
  });

  it.each([
    ["nothing", "", "empty"],
    ["a half status line", "HTTP/1", "incomplete"],
    ["half its headers", "HTTP/1.1 200 OK\r\nContent-Le", "incomplete"],
    ["less than its length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfour", "incomplete"],
    ["no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "incomplete"],
    ["half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc", "incomplete"],
    ["HTML alone", "<p>hello</p>", "malformed"],
    ["another version", "HTTP/2 200 OK\r\n\r\n", "malformed"],
    ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", "malformed"],
    ["a header without a colon", "HTTP/1.1 200 OK\r\nhello\r\n\r\n", "malformed"],
    ["a folded header", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "malformed"],
    ["a space before a colon", "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok", "malformed"],
    ["a length that is no number", "HTTP/1.1 200 OK\r\nContent-Length: 2x\r\n\r\nok", "malformed"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!", "malformed"],
    [
      "a length beside chunks",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "malformed",
    ],
    ["another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "malformed"],
    ["a chunk of no size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "malformed"],
    ["too long a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", "malformed"],
    ["interim answers without end", "HTTP/1.1 100 Continue\r\n\r\n".repeat(20), "malformed"],
    ["headers without end", `HTTP/1.1 200 OK\r\n${"A: b\r\n".repeat(20_000)}`, "malformed"],
    ["more headers than anybody sends", `HTTP/1.1 200 OK\r\n${"A: b\r\n".repeat(300)}\r\n`, "malformed"],
  ])("that is %s is none", (_what, text, problem) => {
    expect(bodyOf(text)).toBe(problem);
  });

  it("without a length is complete only when the server has ended it", () => {
    expect(bodyOf("HTTP/1.1 200 OK\r\n\r\npart", { closed: false })).toBe("incomplete");
  });

  it.each([
    ["inside a value", "x", "x", true],
    ["before a bare carriage return", "", "\r", false],
  ])("takes a moment for a header of nothing but blanks %s", (_where, before, after, ok) => {
    const text = `HTTP/1.1 200 OK\r\na:${before}${" ".repeat(60_000)}${after}\r\n\r\n`;
    const from = performance.now();
    expect(parse(text).ok).toBe(ok);
    expect(performance.now() - from).toBeLessThan(500);
  });

  it("is either read or refused, whatever the bytes are", () => {
    const head = fc.constantFrom(
      "",
      "HTTP/1.1 200 OK\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        const bytes = Buffer.concat([Buffer.from(start), rest]);
        const parsed = parseResponse(bytes, { method: "GET", closed: true });
        expect(parsed.ok ? parsed.response.body.length : parsed.problem.length).toBeLessThanOrEqual(300);
      }),
    );
  });

  it("in chunks comes to the same however it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 }), (parts) => {
        const chunks = parts.flatMap((part) => [
          Buffer.from(`${part.length.toString(16)}\r\n`),
          part,
          Buffer.from("\r\n"),
        ]);
        const head = Buffer.from("HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n");
        const bytes = Buffer.concat([head, ...chunks, Buffer.from("0\r\n\r\n")]);
        const parsed = parseResponse(bytes, { method: "GET", closed: false });
        expect(parsed.ok && Buffer.from(parsed.response.body)).toEqual(Buffer.concat(parts));
      }),
    );
  });
});
