import type * as z from "zod";
import { type FieldError, type FileLimit, PROBLEMS, type ProblemCode, problem } from "@/lib/protocol/http/problems";

/** When a client should retry after a 503. */
const RETRY_AFTER_S = 5;

/**
 * A response with the fields of the schema and no others (D6).
 * @throws ZodError if the value does not fit the schema: a bug in the caller.
 */
export function respond<S extends z.ZodType>(schema: S, value: z.input<S>, init: ResponseInit = {}): Response {
  return Response.json(schema.parse(value), init);
}

/** 204, for a change without a response body. */
export function noContent(): Response {
  return new Response(null, { status: 204 });
}

/** Thrown to refuse a request. The response has the code, the errors and Retry-After. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly errors?: FieldError[],
    readonly retryAfterS?: number,
    readonly limit?: FileLimit,
  ) {
    super(code);
  }
}

/** The response of a refusal (RFC 9457). A 503 always has Retry-After. */
export function refuse(code: ProblemCode, errors?: FieldError[], retryAfterS?: number, limit?: FileLimit): Response {
  const { status, title } = PROBLEMS[code];
  const headers = new Headers({ "content-type": "application/problem+json" });
  const waitS = retryAfterS ?? (status === 503 ? RETRY_AFTER_S : undefined);
  if (waitS !== undefined) headers.set("retry-after", String(waitS));
  const body = {
    type: "about:blank" as const,
    title,
    status,
    code,
    ...(errors && { errors }),
    ...(limit && { limit }),
  };
  return respond(problem, body, { status, headers });
}
