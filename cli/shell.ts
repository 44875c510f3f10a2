import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";
import type { SQSClient, SQSClientConfig } from "@aws-sdk/client-sqs";
import type picocolors from "picocolors";
import type { Settings } from "#cli/settings.ts";

export type Colours = ReturnType<typeof picocolors.createColors>;

/** What commands share: the user's settings and where words go. */
export interface Shell {
  readonly settings: Settings;
  readonly colours: Colours;
  /** Standard output: what the command was asked for, and with `--json` nothing else. */
  readonly print: (text: string) => void;
  /** Standard error: progress, advice. */
  readonly note: (text: string) => void;
  /** Whether standard error is a terminal, where `overwrite` replaces the line it wrote before. */
  readonly interactive: boolean;
  readonly overwrite: (text: string) => void;
  readonly openS3: (config: S3ClientConfig) => S3Client;
  readonly openSqs: (config: SQSClientConfig) => SQSClient;
}
