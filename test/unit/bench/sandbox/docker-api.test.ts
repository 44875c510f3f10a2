import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DockerApi } from "../../../../bench/sandbox/docker-api.ts";

let directory: string;
let server: Server;
let asked: string[];
let answers: Record<string, Buffer | object>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "assay-docker-api-"));
  asked = [];
  server = createServer((request, response) => {
    const call = `${request.method} ${request.url}`;
    asked.push(call);
    const answer = answers[call];
    response.statusCode = answer === undefined ? 404 : 200;
    response.end(Buffer.isBuffer(answer) ? answer : JSON.stringify(answer ?? { message: "no such thing" }));
  });
  await new Promise<void>((resolve) => server.listen(join(directory, "docker.sock"), resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});

const api = () => new DockerApi(`unix://${join(directory, "docker.sock")}`);

describe("a command in a container", () => {
  const frames = Buffer.concat([frame(1, "one "), frame(2, "a warning"), frame(1, "two")]);

  it("gives what it printed on stdout", async () => {
    answers = {
      "POST /containers/box/exec": { Id: "e" },
      "POST /exec/e/start": frames,
      "GET /exec/e/json": { ExitCode: 0 },
    };

    expect(await api().exec("box", "0:0", ["true"])).toBe("one two");
    expect(asked).toEqual(Object.keys(answers));
  });

  it("rejects with what it printed on stderr when it fails", async () => {
    answers = {
      "POST /containers/box/exec": { Id: "e" },
      "POST /exec/e/start": frames,
      "GET /exec/e/json": { ExitCode: 3 },
    };

    await expect(api().exec("box", "0:0", ["false"])).rejects.toThrow("false ended with 3: a warning");
  });
});

describe("the engine", () => {
  it("is asked for its runtimes", async () => {
    answers = { "GET /info": { Runtimes: { runc: {}, runsc: {} } } };

    expect(await api().runtimes()).toEqual(["runc", "runsc"]);
  });

  it("that refuses is quoted", async () => {
    answers = {};

    await expect(api().remove("box")).rejects.toThrow('404 {"message":"no such thing"}');
  });
});

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}
