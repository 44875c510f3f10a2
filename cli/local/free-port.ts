import { createServer } from "node:net";

/** A TCP port on 127.0.0.1 that was free a moment ago; MiniStack cannot choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await listen(server, 0);
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no TCP port could be opened");
  return address.port;
}

/** Rejects when somebody listens on the port already: its answers would be taken for MiniStack's. */
export async function assertPortIsFree(port: number): Promise<void> {
  const server = createServer();
  try {
    await listen(server, port);
  } catch (error) {
    throw new Error(`port ${port} on 127.0.0.1 is in use: stop what listens there or choose another port`, {
      cause: error,
    });
  }
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}
