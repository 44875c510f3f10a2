import * as z from "zod";

/**
 * What EventBridge says of a created object, reduced to what we read.
 * Keys are not URL-encoded here, unlike in S3's own notifications.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export const S3ObjectCreated = z.looseObject({
  /** The same for every delivery of one event. */
  id: z.string().min(1),
  detail: z.looseObject({
    bucket: z.looseObject({ name: z.string().min(1) }),
    object: z.looseObject({
      key: z.string().min(1),
      /** AWS sends it for versioned buckets; MiniStack 1.5 does not. */
      "version-id": z.string().min(1).optional(),
    }),
  }),
});
export type S3ObjectCreated = z.infer<typeof S3ObjectCreated>;
