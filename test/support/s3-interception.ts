import { type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";

export interface Interception {
  /** e.g. `PutObjectCommand`. */
  readonly command: string;
  readonly key: RegExp;
}

const KeyedInput = z.object({ Key: z.string() });

/** Runs `action` before each matching call of the client; when it rejects, so does the call. */
export function beforeCall(s3: S3Client, { command, key }: Interception, action: () => Promise<void>): void {
  s3.middlewareStack.add(
    (next, context) => async (args) => {
      const input = KeyedInput.safeParse(args.input);
      if (context["commandName"] === command && input.success && key.test(input.data.Key)) await action();
      return next(args);
    },
    { step: "initialize" },
  );
}

/** What S3 throws with a status, after the SDK has tried as often as it does. */
export function s3Fault(name: string, httpStatusCode: number): S3ServiceException {
  const $fault = httpStatusCode >= 500 ? "server" : "client";
  return new S3ServiceException({ name, $fault, $metadata: { httpStatusCode }, message: name });
}

/** Loses one call, counted over all clients: before it is made, or only its answer. Tells whether there was one. */
export function loseCall(
  clients: { readonly s3: S3Client; readonly sqs: SQSClient },
  lost: { readonly number: number; readonly when: "before" | "after" },
): { readonly happened: () => boolean } {
  let calls = 0;
  const around = async <Output>(make: () => Promise<Output>): Promise<Output> => {
    calls++;
    const isLost = calls === lost.number;
    if (isLost && lost.when === "before") throw new Error("the call was lost");
    const output = await make();
    if (isLost) throw new Error("the answer was lost");
    return output;
  };
  clients.s3.middlewareStack.add((next) => (args) => around(() => next(args)), { step: "initialize" });
  clients.sqs.middlewareStack.add((next) => (args) => around(() => next(args)), { step: "initialize" });
  return { happened: () => calls >= lost.number };
}
