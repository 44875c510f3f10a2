import type { TestFunction } from "#core/grading/test-function.ts";
import { checkPostRequest } from "#core/templates/api/check-post-request.ts";
import { checkResponseJson } from "#core/templates/api/check-response-json.ts";
import { checkStatusCode, healthCheck } from "#core/templates/api/check-status-code.ts";
import { validateHeaders } from "#core/templates/api/validate-headers.ts";

/** Checks of a student's HTTP server, which the assignment's `server` says how to start. */
export const apiFunctions: readonly TestFunction[] = [
  healthCheck,
  checkResponseJson,
  checkStatusCode,
  validateHeaders,
  checkPostRequest,
];
