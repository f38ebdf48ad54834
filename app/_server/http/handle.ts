import type * as z from "zod";
import { accountKey } from "@/app/_server/auth/account-key";
import { knownDevice } from "@/app/_server/auth/known-device";
import { claimedSession, renewedSession } from "@/app/_server/auth/session";
import { describeFailure, failureLine, isUnavailable } from "@/db/errors";
import { type FieldError, type ProblemCode, reasonOf } from "@/lib/protocol/http/problems";
import { PAGE_USER_HEADER } from "@/lib/protocol/page-user-header";
import type { User } from "@/lib/protocol/room";
import { uuidV7 } from "@/lib/protocol/uuid";
import { log, placeOf } from "@/lib/server/logger";
import { readJson } from "./body";
import { addressOf } from "./client-address";
import { isCrossSiteWrite } from "./origin";
import { type LimitName, limitKeyOf, refuseIfLimited, takeToken } from "./rate-limits";
import { Problem, refuse } from "./respond";

interface Options<Session extends boolean, Body, Query, Params> {
  /** True: the call needs a session. */
  session?: Session;
  /** The rate limit that counts the call, by address and by account. */
  limit?: LimitName;
  body?: z.ZodType<Body>;
  query?: z.ZodType<Query>;
  /** Schema of the path's parameters. Parameters that do not match it get 404. */
  params?: z.ZodType<Params>;
  /** Fields of the body with a problem code of their own, besides those that mean the same in every call. */
  problems?: Readonly<Record<string, ProblemCode>>;
}

interface AuthorizedCall<Session extends boolean, Body, Query, Params> {
  request: Request;
  user: Session extends true ? User : undefined;
  sessionId: Session extends true ? string : undefined;
  /** When the session expires unless it is renewed (epoch ms). */
  sessionUntil: Session extends true ? number : undefined;
  /** When the request arrived (epoch ms), before it was authorized. */
  arrivedAt: number;
  body: Body;
  query: Query;
  params: Params;
}

/** A route handler as Next.js calls it. */
export type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;

const handlers = new WeakMap<Handler, Options<boolean, unknown, unknown, unknown>>();

/** Fields with a problem code of their own. */
const FIELD_PROBLEMS: Record<string, ProblemCode> = {
  username: "invalid_username",
  password: "invalid_password",
};

/**
 * Every API route: refuses writes from other sites and calls beyond the limits, reads the session, parses the input, and turns each
 * failure into problem+json without internal details.
 */
export function handle<Session extends boolean = false, Body = undefined, Query = undefined, Params = undefined>(
  options: Options<Session, Body, Query, Params>,
  answer: (call: AuthorizedCall<Session, Body, Query, Params>) => Promise<Response>,
): Handler {
  const handler: Handler = async (request, context) => {
    const response = await authorize(request, context, options)
      .then(async ({ call, cookie }) => withCookie(await answer(call), cookie))
      .catch((error) => refusal(error, request));
    response.headers.set("cache-control", "no-store");
    return response;
  };
  handlers.set(handler, options);
  return handler;
}

/** The options that `handle` was called with; undefined if the route was not made by `handle`. */
export function optionsOf(candidate: unknown) {
  return handlers.get(candidate as Handler);
}

async function authorize<Session extends boolean, Body, Query, Params>(
  request: Request,
  context: { params: Promise<unknown> },
  options: Options<Session, Body, Query, Params>,
) {
  const arrivedAt = Date.now();
  if (isCrossSiteWrite(request)) throw new Problem("cross_site");
  const { limit } = options;
  if (limit) await takeToken(limit, "address", addressOf(request.headers), placeOf(request));
  if (limit && options.session) await countForSession(limit, request);
  const who = options.session ? await renewedSession(request) : undefined;
  if (options.session && !who) throw new Problem("unauthenticated");
  await refuseOtherAccount(request, who?.user.id);
  const params = options.params?.safeParse(await context.params);
  if (params?.error) throw new Problem("not_found");
  const query = options.query && parseInput(options.query, Object.fromEntries(new URL(request.url).searchParams));
  const body = options.body && parseInput(options.body, await readJson(request), options.problems);
  if (limit && who) {
    const spender = limitKeyOf(limit, { userId: who.user.id, sessionId: who.sessionId });
    await takeToken(limit, "account", spender, placeOf(request));
  }
  if (limit && !who) await countForNamedAccount(limit, body, request);
  const session = { user: who?.user, sessionId: who?.sessionId, sessionUntil: who?.sessionUntil };
  const call = { request, ...session, arrivedAt, params: params?.data, query, body };
  return { call: call as AuthorizedCall<Session, Body, Query, Params>, cookie: who?.cookie };
}

/**
 * A page names the user it was rendered for in a header: if somebody else has signed in since, its calls are refused.
 * Programs that do not send the header are not affected.
 * @throws Problem
 */
async function refuseOtherAccount(request: Request, signedInId: string | undefined): Promise<void> {
  const header = request.headers.get(PAGE_USER_HEADER);
  if (header === null) return;
  const pageUser = uuidV7.safeParse(header);
  if (!pageUser.success) throw new Problem("invalid", [{ field: PAGE_USER_HEADER, reason: "invalid" }]);
  const userId = signedInId ?? (await claimedSession(request.headers, request.url))?.userId;
  if (userId !== undefined && userId !== pageUser.data) throw new Problem("other_account");
}

/** Adds the renewed cookie, unless the route has set one, as the logout does. */
function withCookie(response: Response, cookie: string | undefined): Response {
  if (cookie && !response.headers.has("set-cookie")) response.headers.set("set-cookie", cookie);
  return response;
}

/**
 * Counts a request for the session in its cookie and repeats a refusal that is still in effect, before the session is read from
 * the database. Counted by session, not account: requests with an ended session must not use up the account's allowance.
 * @throws Problem rate_limited.
 */
async function countForSession(limit: LimitName, request: Request): Promise<void> {
  const claimed = await claimedSession(request.headers, request.url);
  if (!claimed) return;
  await takeToken("session", "account", claimed.sessionId, placeOf(request));
  await refuseIfLimited(limit, "account", limitKeyOf(limit, claimed));
}

/**
 * Counts a request for the account that its body names, in any spelling: by address, so that a stranger's attempts do not lock
 * the owner out, and then for all addresses together. A device that has signed in to the account before has its own allowance.
 * @throws Problem
 */
async function countForNamedAccount(limit: LimitName, body: unknown, request: Request): Promise<void> {
  const { username } = (body ?? {}) as { username?: unknown };
  const account = typeof username === "string" ? accountKey(username) : undefined;
  if (account === undefined) return;
  const place = placeOf(request);
  const device = await knownDevice(request, account);
  if (device) return takeToken(limit, "account", `device ${device} ${account}`, place);
  await takeToken(limit, "account", `address ${addressOf(request.headers)} ${account}`, place);
  await takeToken(limit, "everywhere", account, place);
}

/** @throws Problem that lists every invalid field. */
function parseInput<T>(schema: z.ZodType<T>, received: unknown, problems: Record<string, ProblemCode> = {}): T {
  const result = schema.safeParse(received, { reportInput: true });
  if (result.success) return result.data;
  const byField = new Map<string, FieldError>();
  for (const issue of result.error.issues) {
    const field = issue.path.map(String).join(".");
    if (!byField.has(field)) byField.set(field, { field, reason: reasonOf(issue) });
  }
  const [first] = byField.keys();
  throw new Problem({ ...FIELD_PROBLEMS, ...problems }[first ?? ""] ?? "invalid", [...byField.values()]);
}

function refusal(error: unknown, request: Request): Response {
  if (error instanceof Problem) {
    if (error.cause) log("request refused", failureLine(error.cause), placeOf(request));
    return refuse(error.code, error.errors, error.retryAfterS, error.limit);
  }
  log("request failed", describeFailure(error), placeOf(request));
  return refuse(isUnavailable(error) ? "unavailable" : "internal");
}
