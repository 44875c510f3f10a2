import { expect, it } from "vitest";
import { awsAdvice } from "#cli/render/aws-advice.ts";

const named = (name: string, message = "said by AWS") => Object.assign(new Error(message), { name });

it.each([
  [named("ExpiredToken"), /log in again/],
  [named("SignatureDoesNotMatch"), /credentials of AWS are refused/],
  [named("AccessDenied"), /Who may do what/],
  [named("NoSuchBucket"), /a bucket that is not there/],
  [named("PermanentRedirect"), /set AWS_REGION/],
  [Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }), /AWS_REGION/],
  [named("Error", "Region is missing"), /set AWS_REGION/],
])("%s comes with what to do", (error, advice) => {
  expect(awsAdvice(error)).toMatch(advice);
});

it("nothing is said of what is ours", () => {
  expect(awsAdvice(new TypeError("x is undefined"))).toBeUndefined();
});
