import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import { once } from "node:events";

const machine = process.arch === "arm64" ? "aarch64" : "x86_64";

/** Plays the host of gVisor's releases: serves what it was given, and remembers what it was asked for. */
export class ReleaseHost implements AsyncDisposable {
  readonly requests: string[] = [];
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}/release`;
  }

  /** `files` by name, e.g. `runsc.sha512`; what is not there is a 404. */
  static async serve(files: Readonly<Record<string, string>>): Promise<ReleaseHost> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const host = new ReleaseHost(server, address.port);
    server.on("request", (request, response) => {
      const path = request.url ?? "";
      host.requests.push(path);
      const prefix = `/release/${machine}/`;
      const body = path.startsWith(prefix) ? files[path.slice(prefix.length)] : undefined;
      response.writeHead(body === undefined ? 404 : 200).end(body ?? "not found");
    });
    return host;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

export function sha512Line(content: string): string {
  return `${createHash("sha512").update(content).digest("hex")}  runsc\n`;
}
