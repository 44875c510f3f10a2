import { buildLanguageImage, startDocker } from "#test/support/docker.ts";
import { assertPrinted, type Contender, laps, type Phases, type Work } from "./contender.ts";
import { DockerApi } from "./docker-api.ts";

/** The engine, which several contenders may have. */
export interface DockerBench extends Disposable {
  readonly api: DockerApi;
  readonly image: string;
}

const user = "1000:1000";
const MiB = 1024 * 1024;

/** Throws with the reason where there is no engine, or none that has runsc. */
export async function openDocker(): Promise<DockerBench> {
  using scope = new DisposableStack();
  const engine = scope.use(startDocker());
  const { tag } = buildLanguageImage(engine, "python");
  const api = new DockerApi(engine.host);
  if (!(await api.runtimes()).includes("runsc")) {
    throw new Error("the engine was started without runsc; run: scripts/docker/engine stop");
  }
  const owned = scope.move();
  return { api, image: tag, [Symbol.dispose]: () => owned.dispose() };
}

/**
 * Containers of Docker with runsc, spoken to as autograders do: an exec of the API for each step, files as base64 in
 * the arguments of a shell. `ready` of them wait for jobs, and one that ends is replaced at once.
 */
export async function dockerJobs({ api, image }: DockerBench, ready: number): Promise<Contender> {
  const living = new Set<string>();
  const waiting: Promise<string>[] = [];
  const start = async () => {
    const container = await api.create(containerOf(image));
    living.add(container);
    return container;
  };
  const refill = () => {
    while (waiting.length < ready) waiting.push(start());
  };
  refill();
  await Promise.all(waiting);
  return {
    async run(work) {
      const lap = laps();
      const container = await (waiting.shift() ?? start());
      const readyMs = lap();
      const { injectMs, programsMs } = await runJob(api, container, work);
      lap();
      await api.remove(container);
      living.delete(container);
      const endMs = lap();
      refill();
      return { readyMs, injectMs, programsMs, endMs };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(waiting);
      for (const container of living) await api.remove(container);
    },
  };
}

type Done = Pick<Phases, "injectMs" | "programsMs">;

async function runJob(api: DockerApi, container: string, work: Work): Promise<Done> {
  const lap = laps();
  const asStudent = (argv: readonly string[]) => api.exec(container, user, argv);
  const asRoot = (argv: readonly string[]) => api.exec(container, "0:0", argv);
  await asStudent(["mkdir", "-p", "/app"]);
  await asStudent(writing("/app/main.py", work.program));
  await asRoot(["mkdir", "-p", "/tmp"]);
  await asRoot(["chmod", "755", "/tmp"]);
  await asRoot(writing("/tmp/data.bin", work.data));
  await asRoot(["chmod", "444", "/tmp/data.bin"]);
  const injectMs = lap();
  for (const input of work.inputs) {
    assertPrinted(await asStudent(["/bin/sh", "-c", `echo '${input}' | python3 main.py`]), input);
  }
  return { injectMs, programsMs: lap() };
}

function writing(path: string, content: Buffer): readonly string[] {
  return ["/bin/sh", "-c", `echo '${content.toString("base64")}' | base64 -d > ${path}`];
}

/** The limits are those of Assay's sandboxes, and the processor is not limited. */
function containerOf(Image: string): object {
  return {
    Image,
    Cmd: ["sleep", "infinity"],
    User: user,
    WorkingDir: "/app",
    HostConfig: {
      Runtime: "runsc",
      NetworkMode: "none",
      CapDrop: ["ALL"],
      Memory: 1024 * MiB,
      MemorySwap: 1024 * MiB,
      PidsLimit: 4096,
      Tmpfs: { "/tmp": "rw,noexec,size=256m", "/app": "rw,exec,size=256m,uid=1000,gid=1000" },
    },
  };
}
