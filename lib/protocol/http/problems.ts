/** Refusals of the HTTP API: RFC 9457 with a code of ours. */
import "@/lib/protocol/no-eval";
import * as z from "zod";

/** Every code, with its status. Codes are stable between releases. docs/protocol.md says what a client does about each. */
export const PROBLEMS = {
  /** The body is not JSON in UTF-8. */
  malformed: { status: 400, title: "Bad Request" },
  /** No session, or an ended one. */
  unauthenticated: { status: 401, title: "Unauthorized" },
  wrong_credentials: { status: 401, title: "Unauthorized" },
  /** The passkey is unknown, another user's or already added; its challenge is unknown or used; or its answer does not verify. */
  wrong_passkey: { status: 401, title: "Unauthorized" },
  /** A write from a page of another site. */
  cross_site: { status: 403, title: "Forbidden" },
  /** The role, a direct room, a block or a limit of the account does not allow it. */
  forbidden: { status: 403, title: "Forbidden" },
  /** SIGNUP_MODE is `closed`. */
  signup_closed: { status: 403, title: "Forbidden" },
  /** SIGNUP_MODE is `invite`, and there is no open invite link with this token. */
  invite_required: { status: 403, title: "Forbidden" },
  /** It does not exist, or the caller may not know of it (D2). */
  not_found: { status: 404, title: "Not Found" },
  user_not_found: { status: 404, title: "Not Found" },
  username_taken: { status: 409, title: "Conflict" },
  /** The page was rendered for another user than the one who is signed in now. */
  other_account: { status: 409, title: "Conflict" },
  /** The owner must hand the room over first. */
  owner_stays: { status: 409, title: "Conflict" },
  /** A user without a session used in the last 30 days cannot be made the owner. */
  not_active: { status: 409, title: "Conflict" },
  already_member: { status: 409, title: "Conflict" },
  banned: { status: 409, title: "Conflict" },
  /** The room has PINS_MAX pins, or the user has saved SAVED_MAX messages. */
  limit_reached: { status: 409, title: "Conflict" },
  /** The last passkey of an account without a password. */
  last_way_in: { status: 409, title: "Conflict" },
  /** The body is longer than REQUEST_MAX_BYTES. */
  too_large: { status: 413, title: "Content Too Large" },
  unsupported_media_type: { status: 415, title: "Unsupported Media Type" },
  /** A field or parameter does not fit; `errors` names it. The next three are about one field. */
  invalid: { status: 422, title: "Unprocessable Content" },
  invalid_username: { status: 422, title: "Unprocessable Content" },
  invalid_password: { status: 422, title: "Unprocessable Content" },
  invalid_room_name: { status: 422, title: "Unprocessable Content" },
  rate_limited: { status: 429, title: "Too Many Requests" },
  /** A fault of the server. */
  internal: { status: 500, title: "Internal Server Error" },
  /** The database, or the store of a strict limit, is unavailable. */
  unavailable: { status: 503, title: "Service Unavailable" },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

const problemCode = z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]);
/** Why a field was refused. */
const reason = z.enum([
  "missing",
  "too_short",
  "too_long",
  /** Characters that a name may not have. */
  "characters",
  /** A name in several writing systems. */
  "mixed_scripts",
  /** A password that is too common, or the username. */
  "common",
  /** Anything else. */
  "invalid",
]);
export type Reason = z.infer<typeof reason>;

const fieldError = z.object({ field: z.string(), reason });
export type FieldError = z.infer<typeof fieldError>;

/** Which limit a file would exceed: that of its user's day, of their share of the room, or of the room. */
const limit = z.enum(["day", "share", "room"]);
export type FileLimit = z.infer<typeof limit>;

/** The body of a refusal. `errors` names each wrong field once; `limit` is of `limit_reached` for a file. */
export const problem = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.number().int(),
  code: problemCode,
  errors: z.array(fieldError).optional(),
  limit: limit.optional(),
});

/** The reason for an issue of zod's. */
export function reasonOf(issue: z.core.$ZodIssue): Reason {
  if (issue.code === "custom") return reason.catch("invalid").parse(issue.params?.reason);
  if (issue.code === "too_big" && issue.origin === "string") return "too_long";
  return issue.code === "invalid_type" && issue.input === undefined ? "missing" : "invalid";
}
