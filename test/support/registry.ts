import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";

export interface Registry extends AsyncDisposable {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  requests(): number;
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";

/** An image registry that has what a layout has, by digest: https://github.com/opencontainers/distribution-spec */
export async function startRegistry(layout: string): Promise<Registry> {
  let requests = 0;
  const server = createServer(({ method, url = "" }, response) => {
    requests += 1;
    const [, kind, hex = "none"] = /^\/v2\/.+\/(manifests|blobs)\/sha256:([0-9a-f]{64})$/.exec(url) ?? [];
    const path = join(layout, "blobs", "sha256", hex);
    if (url === "/v2/") {
      response.end("{}");
    } else if (!existsSync(path)) {
      response.writeHead(404, { "content-type": "application/json" });
      response.end(JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }] }));
    } else {
      response.writeHead(200, {
        "content-type": kind === "manifests" ? manifestType : "application/octet-stream",
        "content-length": statSync(path).size,
        "docker-content-digest": `sha256:${hex}`,
      });
      if (method === "HEAD") response.end();
      else createReadStream(path).pipe(response);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the registry has no port");
  return {
    host: `127.0.0.1:${address.port}`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
