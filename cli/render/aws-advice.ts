const credentials =
  "the credentials of AWS are refused: log in again, or set AWS_PROFILE; 'aws sts get-caller-identity' shows who you are";

/** What to do about errors of AWS that an operator or an instructor meets, by their names. */
const byName: ReadonlyMap<string, string> = new Map([
  [
    "CredentialsProviderError",
    "no credentials of AWS are found: log in, or set AWS_PROFILE; 'aws sts get-caller-identity' shows who you are",
  ],
  ["ExpiredToken", credentials],
  ["ExpiredTokenException", credentials],
  ["InvalidAccessKeyId", credentials],
  ["InvalidToken", credentials],
  ["SignatureDoesNotMatch", credentials],
  ["RequestTimeTooSkewed", "the clock of this machine is wrong, and AWS refuses what it signs"],
  [
    "AccessDenied",
    'these credentials may not do that: "Who may do what" in docs/operations.md shows how it is granted',
  ],
  ["NoSuchBucket", "the deployment names a bucket that is not there: is it of this account, and up to date?"],
  ["PermanentRedirect", "the deployment is in another region: set AWS_REGION to it"],
  ["AuthorizationHeaderMalformed", "the deployment is in another region: set AWS_REGION to it"],
]);

/** Undefined for what is not AWS's to say. */
export function awsAdvice(error: Error): string | undefined {
  if (/^Region (is missing|not accepted)/.test(error.message)) {
    return "no region of AWS is given: set AWS_REGION to that of the deployment";
  }
  if ("code" in error && error.code === "ENOTFOUND") {
    return "there is no such host: is AWS_REGION the region of the deployment, and this machine online?";
  }
  return byName.get(error.name);
}
