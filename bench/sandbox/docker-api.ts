import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import * as z from "zod";

const Info = z.object({ Runtimes: z.record(z.string(), z.unknown()) });
const Created = z.object({ Id: z.string() });
const Exited = z.object({ ExitCode: z.int() });

/** https://docs.docker.com/reference/api/engine/, over the engine's socket, in the version that it speaks. */
export class DockerApi {
  readonly #socketPath: string;

  /** `host`: as `DOCKER_HOST` has it, `unix:///…`. */
  constructor(host: string) {
    this.#socketPath = host.slice("unix://".length);
  }

  async runtimes(): Promise<readonly string[]> {
    return Object.keys(Info.parse(await this.#json("GET", "/info")).Runtimes);
  }

  async create(options: object): Promise<string> {
    const { Id } = Created.parse(await this.#json("POST", "/containers/create", options));
    await this.#call("POST", `/containers/${Id}/start`);
    return Id;
  }

  async remove(container: string): Promise<void> {
    await this.#call("DELETE", `/containers/${container}?force=true`);
  }

  /** What it printed on stdout. Rejects unless it exits with 0. */
  async exec(container: string, user: string, argv: readonly string[]): Promise<string> {
    const asked = await this.#json("POST", `/containers/${container}/exec`, {
      Cmd: argv,
      User: user,
      WorkingDir: "/app",
      AttachStdout: true,
      AttachStderr: true,
    });
    const { Id } = Created.parse(asked);
    const output = await this.#call("POST", `/exec/${Id}/start`, { Detach: false, Tty: false });
    const { ExitCode } = Exited.parse(await this.#json("GET", `/exec/${Id}/json`));
    const { stdout, stderr } = streamsOf(output);
    if (ExitCode !== 0) throw new Error(`${argv.join(" ").slice(0, 200)} ended with ${ExitCode}: ${stderr}`);
    return stdout;
  }

  async #json(method: string, path: string, body?: object): Promise<unknown> {
    return JSON.parse((await this.#call(method, path, body)).toString("utf8"));
  }

  async #call(method: string, path: string, body?: object): Promise<Buffer> {
    const content = body === undefined ? "" : JSON.stringify(body);
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(content) };
    const call = request({ socketPath: this.#socketPath, path, method, headers });
    const answer = Promise.withResolvers<{ status: number; content: Buffer }>();
    call.once("error", answer.reject);
    call.once("response", (response) => {
      const status = response.statusCode ?? 0;
      buffer(response).then((content) => answer.resolve({ status, content }), answer.reject);
    });
    call.end(content);
    const { status, content: answered } = await answer.promise;
    if (status < 400) return answered;
    throw new Error(`${method} ${path}: ${status} ${answered.toString("utf8").trim().slice(0, 500)}`);
  }
}

/** Each frame has a header: the stream, three zeros, the length. */
function streamsOf(output: Buffer): { readonly stdout: string; readonly stderr: string } {
  const streams: Buffer[][] = [[], [], []];
  for (let at = 0; at + 8 <= output.length;) {
    const end = at + 8 + output.readUInt32BE(at + 4);
    streams[output.readUInt8(at)]?.push(output.subarray(at + 8, end));
    at = end;
  }
  const [, stdout = "", stderr = ""] = streams.map((parts) => Buffer.concat(parts).toString("utf8"));
  return { stdout, stderr };
}
