import { type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
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
