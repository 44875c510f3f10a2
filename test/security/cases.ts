/** One attack: what a student does, what becomes of it, and where it is played for real. */
export interface AttackCase {
  readonly id: string;
  readonly name: string;
  readonly does: string;
  readonly happens: string;
  /** Below `test/security/`, with tests whose names begin with the id. */
  readonly files: readonly string[];
  /** What of the case one machine cannot show, and why. */
  readonly except?: string;
}

export interface AttackFamily {
  readonly letter: string;
  readonly title: string;
  readonly cases: readonly AttackCase[];
}

type Row = readonly [id: string, name: string, does: string, happens: string, except?: string];

/** Cases that are played elsewhere than the rest of their family, or also there. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  C11: ["pipeline/runner-failures.test.ts"],
  D1: ["package.test.ts", "submission-package/escaping-paths.test.ts"],
  D2: ["package.test.ts", "submission-package/links-and-special-files.test.ts"],
  D3: ["package.test.ts", "submission-package/links-and-special-files.test.ts"],
  D4: ["package.test.ts", "submission-package/bombs.test.ts"],
  D5: ["package.test.ts", "submission-package/bombs.test.ts"],
  D6: ["package.test.ts", "submission-package/hostile-names.test.ts"],
  D7: ["package.test.ts", "submission-package/hostile-names.test.ts"],
  D8: ["package.test.ts", "submission-package/damaged-archives.test.ts"],
  D9: ["pipeline/runner-failures.test.ts"],
  D10: ["pipeline/uploads.test.ts"],
  D11: ["pipeline/uploads.test.ts", "submission-package/hostile-names.test.ts"],
  F6: ["pipeline/uploads.test.ts"],
  F7: ["pipeline/uploads.test.ts"],
};

/** Every attack that Assay is judged by; the table in `docs/security.md` and `npm run attacks` are made of it. */
// prettier-ignore
export const attackFamilies: readonly AttackFamily[] = [
  family(
    "A",
    "Forging the score",
    ["scoring.test.ts"],
    [
      ["A1", "write-result", "writes a perfect result wherever a grader might look", "nobody reads it: scores are made on the host"],
      ["A2", "result-then-crash", "prints the right answer, then crashes", "no points: a crash is no pass"],
      ["A3", "early-exit-zero", "exits with 0 before it does anything", "no points: the output is missing"],
      ["A4", "stdout-json", "prints score JSON, JUnit XML and TAP", "it is a program's output, and compared as such"],
      ["A5", "magic-delimiter", "prints frames of the protocol, and writes to every descriptor", "output is length-prefixed by init; the rest reaches nothing"],
      ["A6", "harness-globals", "searches its process and its parent for a harness", "there is none: comparing happens on the host"],
      ["A7", "monkeypatch-assert", "replaces assertions and shadows test frameworks", "checkers run in a sandbox of their own"],
      ["A8", "always-equal", "prints an object that equals everything", "text is compared, not objects"],
      ["A9", "plugin injection", "submits conftest.py, sitecustomize.py, Makefile and the like", "they configure the student's own programs only"],
      ["A10", "shadow-module", "submits json.py and stdio.h", "a checker's sandbox has only what programs printed and wrote, not the submission"],
      ["A11", "overwrite-tests", "submits files with the grader's names and writes to the grader's paths", "grader's files are not there, assets are root's and read-only"],
      ["A12", "grader-proc-tamper", "stops, traces and kills init", "init is another user's, and its wall time ends the program"],
      ["A13", "late-writer", "leaves a daemon that writes the answer later", "every process is dead before a file is read"],
      ["A14", "exit-code games", "prints wrong output with 0 and right output with 139", "both must be right"],
      ["A15", "impossible scores", "has a careless checker pass on NaN, 1e308, a string, a key twice", "no score at all: the instructor is told"],
      ["A16", "env/lang hooks", "leaves hooks in its home and environment for the next step", "each command has a clean environment; with `isolation: fresh`, a clean home too"],
      ["A17", "time travel", "turns clocks back", "clocks cannot be set, and init measures the time"],
      ["A18", "swap the binary", "replaces its own build between tests, and poisons caches", "with `isolation: fresh` each test has its own build; nothing outlives a sandbox"],
    ],
  ),
  family(
    "B",
    "Reading secrets",
    ["secrets.test.ts"],
    [
      ["B1", "read-tests", "reads every file that it can", "tests, expected outputs, answers and checkers are not in its sandbox"],
      ["B2", "proc-scan", "reads all of /proc", "it sees init by name and nothing of it"],
      ["B3", "open-fds", "looks for inherited descriptors", "0, 1 and 2 are all there is"],
      ["B4", "compile-time read", "includes the grader's files when it is compiled", "they are not there: a compile error"],
      ["B5", "echo-tests", "sends a hidden test's input to its output", "nothing that a hidden test printed is published"],
      ["B6", "error oracle", "tells a hidden input by an exception", "a hidden test has the same words for everyone; its score remains, one bit an attempt: `max_attempts` bounds it"],
      ["B7", "timing oracle", "tells a hidden input by time and memory", "neither is published; when a result appears can still be watched"],
      ["B8", "IMDS/ECS credentials", "asks 169.254.169.254 and 169.254.170.2", "unreachable: there is no network", "that the hop limit of a host holds too: there is no EC2 here"],
      ["B9", "host files", "looks for sockets, logs, state and devices of the host", "none is there"],
      ["B10", "previous-job residue", "looks for what the job before left", "nothing: one sandbox, one grading"],
      ["B11", "asset tampering", "writes to the data that everybody gets", "read-only; the next student and the host's cache have the same bytes"],
      ["B12", "peer submissions", "asks the storage for somebody else's upload", "it cannot be reached; the runner reads only the version that a job names"],
    ],
  ),
  family(
    "C",
    "Exhausting resources",
    ["exhaustion.test.ts"],
    [
      ["C1", "fork bomb", "forks for ever, each child in a session of its own", "RLIMIT_NPROC; at the wall time the whole tree is killed"],
      ["C2", "thread bomb", "starts 100,000 threads", "threads count as processes"],
      ["C3", "memory balloon", "takes memory gradually, at once, shared, in /dev/shm, or untouched", "ended as out of memory, if it is; the next test has its memory"],
      ["C4", "disk fill", "writes until nothing fits", "each file system of a sandbox has a size; none is on a disk"],
      ["C5", "inode bomb", "makes ten million empty files, 10,000 folders deep", "files count as memory: ended as out of memory"],
      ["C6", "sparse giant result", "makes a result of 1 GiB that takes no room", "its size is read before its bytes"],
      ["C7", "stdout flood", "floods its output", "cut at the limit, marked, and the program ended"],
      ["C8", "stderr flood", "floods its error output", "the same, by itself"],
      ["C9", "one endless line", "prints a line without an end", "the same"],
      ["C10", "control characters", "prints what terminals and browsers obey", "made visible or escaped in every report"],
      ["C11", "log bomb", "prints and logs without end", "the runner logs what it does, never what a program says"],
      ["C12", "busy loop", "computes for ever", "ended at its processor time"],
      ["C13", "sleep for ever", "waits for ever", "ended at its wall time"],
      ["C14", "just under the limit", "takes all its time in each of 100 tests", "a grading has a time of its own: the rest is worth nothing"],
      ["C15", "compiler bomb", "has the compiler recurse, read /dev/zero, fill the disk", "setup commands have limits too: rejected"],
      ["C16", "zombies and orphans", "leaves zombies, orphans and waits in the kernel", "all are killed; FUSE and userfaultfd are not to be had"],
      ["C17", "ignored signals", "ignores and blocks every signal, lifts its limits", "SIGKILL at the processor time that init counts"],
      ["C18", "descriptor exhaustion", "opens everything until it fails", "RLIMIT_NOFILE, of each command"],
      ["C19", "System V leaks", "leaks shared memory, semaphores and queues", "they count as memory, and end with the sandbox"],
      ["C20", "devices and processors", "looks for GPUs, starts a thread for each core of a large host", "no devices; all threads share one processor time", "a host with a GPU: there is none here"],
      ["C21", "noisy neighbour", "evicts caches with 16 processes beside another job", "each sandbox has its share of the processors, however many threads it has"],
      ["C22", "random numbers", "compares the random numbers of two sandboxes", "they differ: sandboxes are booted, never cloned"],
    ],
  ),
  family(
    "D",
    "Packages",
    ["package.test.ts"],
    [
      ["D1", "zip-slip", "names files ../../x, /x, C:x, ..\\x", "rejected, the entry named"],
      ["D2", "links", "packs links, and files through them", "rejected"],
      ["D3", "special files", "packs FIFOs, devices, setuid files", "rejected; of modes only the owner's x is kept"],
      ["D4", "zip bomb", "packs gigabytes of zeros, overlapping or forged entries", "rejected while it is read, within a budget"],
      ["D5", "tiny entries", "packs 100,000 entries", "rejected before the first is read"],
      ["D6", "long names", "packs names of 4 KiB", "rejected"],
      ["D7", "deceptive names", "packs names that collide, deceive or do not print", "rejected, shown harmlessly"],
      ["D8", "damaged archives", "uploads what is cut off, or not what it says", "rejected, and not tried again"],
      ["D9", "object replaced", "replaces or deletes the upload before it is read", "the version that was accepted is graded, or none"],
      ["D10", "duplicate events", "has events come twice and out of order", "each version is one submission"],
      ["D11", "hostile metadata", "puts formulas, paths and scripts in keys and metadata", "kept for staff, cut, or escaped"],
      ["D12", "hooks of tools", "packs Git hooks, postinstall scripts, setup.py", "nothing runs but the assignment's commands, and those in the sandbox"],
    ],
  ),
  family(
    "E",
    "Network and host",
    ["escape.test.ts"],
    [
      ["E1", "network", "opens every kind of socket", "a loopback is all there is"],
      ["E2", "listener for another job", "leaves a server for the next job", "it dies with its command, its addresses with the sandbox"],
      ["E3", "system calls", "mounts, unshares, loads modules, reboots", "denied, or not there"],
      ["E4", "known exploits", "tries what worked against container runtimes", "nothing to write to; results name runsc's version and platform"],
      ["E5", "runsc missing or broken", "is graded on a host whose runsc is missing, broken or silent", "the runner refuses to start: no fallback"],
      ["E6", "config author attacks", "writes an assignment with climbing paths, alias bombs, shell characters", "refused with its place, or run in the sandbox"],
    ],
  ),
  family(
    "F",
    "The pipeline",
    ["pipeline/runner-failures.test.ts"],
    [
      ["F1", "forged message", "sends jobs of other students, buckets and shapes", "none is graded, each is recorded", "that IAM lets only the Lambdas send: MiniStack asks for no credentials"],
      ["F2", "poison message", "has a job that kills every runner", "after four deliveries it ends as failed, which costs no attempt"],
      ["F3", "host killed mid-grade", "has its host die in the middle", "graded once more, one grade", "the notice of a spot interruption: there is no EC2 here"],
      ["F4", "duplicate delivery", "has its job delivered while it runs", "one result is committed"],
      ["F5", "lease expiry", "has its runner paused until another has the job", "the late one commits nothing"],
      ["F6", "stale grader version", "submits before the assignment changes", "graded by the release that was current, and the result says which"],
      ["F7", "resubmit storm", "uploads 40 times at once", "as many jobs as there are attempts, in a queue group of its own", "that SQS is fair to the others: MiniStack has no fair queues"],
      ["F8", "cancel while running", "is cancelled", "its sandbox is killed within seconds, nothing is committed"],
    ],
  ),
];

function family(letter: string, title: string, files: readonly string[], rows: readonly Row[]): AttackFamily {
  const cases = rows.map(([id, name, does, happens, except]) => ({
    id,
    name,
    does,
    happens,
    files: elsewhere[id] ?? files,
    ...(except !== undefined && { except }),
  }));
  return { letter, title, cases };
}
