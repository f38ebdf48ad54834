import type { z } from "zod";
import { type FieldError, PROBLEMS, type ProblemCode, problem } from "@/lib/protocol/http/problems";

/** How long a client should wait for a dependency that is away, in seconds. */
const RETRY_AFTER_S = 5;

/**
 * An answer with the schema's fields and no other (D6).
 * @throws ZodError if the value lacks one: a mistake of ours.
 */
export function respond<S extends z.ZodType>(schema: S, value: z.input<S>, init: ResponseInit = {}): Response {
  return Response.json(schema.parse(value), init);
}

/** Thrown to end a request with a refusal that its sender may read. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly errors?: FieldError[],
    readonly retryAfterS?: number,
  ) {
    super(code);
  }
}

/** A refusal as RFC 9457 has it. `retryAfterS` is in seconds; 503 has one in any case. */
export function refuse(code: ProblemCode, errors?: FieldError[], retryAfterS?: number): Response {
  const { status, title } = PROBLEMS[code];
  const headers = new Headers({ "content-type": "application/problem+json" });
  const waitS = retryAfterS ?? (status === 503 ? RETRY_AFTER_S : undefined);
  if (waitS !== undefined) headers.set("retry-after", String(waitS));
  const body = { type: "about:blank" as const, title, status, code, ...(errors && { errors }) };
  return respond(problem, body, { status, headers });
}
