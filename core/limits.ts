/**
 * Bounds of the system, in one place, because Lambdas, runner, CDK and documentation must agree.
 * Times in milliseconds, sizes in bytes, unless a name says otherwise.
 */

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export const assignmentLimits = {
  /** An assignment file is text that people write; more than this is a dataset in the wrong place. */
  definitionBytes: 1 * MiB,
  assets: 200,
  assetBytes: 2 * GiB,
  bundleBytes: 4 * GiB,
  tests: 500,
  treeDepth: 8,
  setupCommands: 20,
  requiredFiles: 100,
  /** Each is graded whenever the assignment changes. */
  references: 20,
  /** Of an asset's source and target, and of a file that a test or a setup names. */
  pathBytes: 512,
  /** NAME_MAX of Linux file systems, path_resolution(7). */
  nameBytes: 255,
} as const;

export const submissionLimits = {
  uploadBytes: 50 * MiB,
  unpackedBytes: 100 * MiB,
  fileBytes: 50 * MiB,
  entries: 2_000,
  /** Unpacked to packed, checked beyond `ratioFloorBytes`: 42.zip reaches 10^6, text seldom 20. */
  ratio: 200,
  ratioFloorBytes: 1 * MiB,
  depth: 20,
  pathBytes: 512,
  /** NAME_MAX of Linux file systems, path_resolution(7). */
  nameBytes: 255,
  /** Of one student for one assignment; more are turned away until one of them is graded. */
  maxInFlight: 10,
} as const;

/** Of the image that an assignment names for its sandbox. */
export const imageLimits = {
  /** Of all layers, unpacked. */
  unpackedBytes: 8 * GiB,
  /** Files, directories and links of all layers. */
  entries: 500_000,
  layers: 128,
  /** Of a manifest, of an index, of a configuration. */
  documentBytes: 4 * MiB,
  environmentBytes: 64 * KiB,
} as const;

/** Of a student's server, which listens inside its sandbox. */
export const serverLimits = {
  defaultPort: 8_000,
  /** Below it only root may listen, ip(7). */
  minPort: 1_024,
  maxPort: 65_535,
  defaultReadyMs: 10_000,
  maxReadyMs: 120_000,
} as const;

/** What an assignment may set for one command (a setup command or a test), and what it gets if it is silent. */
export const commandLimitDefaults = {
  wallMs: 30_000,
  cpuMs: 30_000,
  memoryBytes: 512 * MiB,
  processes: 64,
  outputBytes: 1 * MiB,
  fileBytes: 64 * MiB,
  openFiles: 256,
} as const;

export const commandLimitMaxima = {
  wallMs: 600_000,
  cpuMs: 600_000,
  memoryBytes: 8 * GiB,
  processes: 1_024,
  outputBytes: 16 * MiB,
  fileBytes: 1 * GiB,
  openFiles: 4_096,
} as const;

export const gradingLimits = {
  defaultWallMs: 600_000,
  maxWallMs: 3_600_000,
  /** A file read back from a sandbox, as in the reference system. */
  artifactBytes: 1 * MiB,
  /** A submitted file that is parsed on the host; a page or a script that a person wrote is far below. */
  parsedFileBytes: 1 * MiB,
  /** Of a program's output, kept in result.json for each stream of each command. */
  outputInResultBytes: 16 * KiB,
  resultBytes: 8 * MiB,
} as const;

export const queueLimits = {
  /** A job carries pointers only. */
  jobBytes: 8 * KiB,
  /** Short, because the runner's heartbeat extends it: a dead host costs a student this long. */
  visibilityTimeoutSeconds: 30,
  /** Deliveries of a job before it is given up and a terminal result is written. */
  maxReceiveCount: 4,
  retentionDays: 14,
} as const;

/** Of the fleet of runners; `docs/capacity.md` tells how they were found. */
export const capacityDefaults = {
  minHosts: 0,
  maxHosts: 30,
  slotsPerHost: 4,
  targetWaitMs: 30_000,
  /** A host takes jobs 60 to 180 s after it was asked for, and is asked for once a minute. */
  warmUpLeadMs: 240_000,
  scaleInCoolDownMs: 120_000,
  idleToZeroMs: 300_000,
  regradeWithinMs: 3_600_000,
  assumedJobMs: 10_000,
} as const;

/** What an assignment may say of its deadline, and what is expected if it is silent. */
export const rushLimits = {
  defaultMs: 600_000,
  maxMs: 3 * 3_600_000,
  seats: 20_000,
} as const;
