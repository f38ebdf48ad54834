/**
 * Calls from the web side to a room or an inbox: each signed for one method, path and body, valid for 30 s and for one
 * use.
 */
import { SignJWT } from "jose";
import * as z from "zod";
import { REMOVAL_REASONS } from "@/lib/protocol/connection";
import { role } from "@/lib/protocol/levels";
import { TICKET_TTL_S } from "@/lib/protocol/limits";
import { systemMessage, user } from "@/lib/protocol/room";
import { uuidV7 } from "@/lib/protocol/uuid";
import { sha256, toHex } from "@/lib/shared/bytes";
import { newId } from "@/lib/shared/ids";
import { hasNoHiddenBreakage } from "@/lib/text/text";
import { sign, verifySigned } from "./signing";

const AUDIENCE = "room-admin";
/** The maximum number of ids in one command. */
export const COMMAND_IDS_MAX = 500;
/** Longest body of a call: COMMAND_IDS_MAX ids fit. */
export const CALL_BODY_MAX = 32 * 1024;

const ids = z.array(uuidV7).min(1).max(COMMAND_IDS_MAX);

const systemMessageBody = z.string().max(500).refine(hasNoHiddenBreakage);
/** Text that Postgres cannot store would block the room's archive permanently. */
const systemMessageData = z
  .object(systemMessage.shape)
  .refine((each) => Object.values(each).every((value) => typeof value !== "string" || hasNoHiddenBreakage(value)));

/** A command from the web side to a room. docs/members.md describes each. */
const roomCommand = z.union([
  /** Close all sockets of these ended sessions, or of these users, who may no longer be in the room. */
  z.strictObject({ type: z.literal("close"), sessions: ids }),
  z.strictObject({ type: z.literal("close"), users: ids, why: z.enum(REMOVAL_REASONS).optional() }),
  /** Append a system message; `clientId` is its idempotency key. */
  z.strictObject({
    type: z.literal("notice"),
    clientId: uuidV7,
    author: user,
    body: systemMessageBody,
    notice: systemMessageData,
  }),
  z.strictObject({ type: z.literal("role"), userId: uuidV7, role }),
  z.strictObject({ type: z.literal("receipts"), userId: uuidV7, on: z.boolean() }),
  /** Whether the room is read-only. `recheck`: previews and watching inboxes must be authorized again. */
  z.strictObject({ type: z.literal("open"), isReadOnly: z.boolean(), recheck: z.boolean() }),
  /** The room has been deleted. */
  z.strictObject({ type: z.literal("end") }),
]);
export type RoomCommand = z.infer<typeof roomCommand>;
/** Makes the room read-only. */
export const READ_ONLY: RoomCommand = { type: "open", isReadOnly: true, recheck: false };

/** A call's body: commands that run one after the other, or a single one. */
const commandsOf = <C extends z.ZodType>(command: C) =>
  z.union([
    z.strictObject({ orders: z.array(command).min(1).max(10) }),
    command.transform((one: z.output<C>) => ({ orders: [one] })),
  ]);

export const roomCommands = commandsOf(roomCommand);

/** A command from the web side to a user's inbox. */
const inboxCommand = z.union([
  /** The user's list of rooms, or one of them, has changed: their pages read it again. */
  z.strictObject({ type: z.literal("refresh") }),
  z.strictObject({ type: z.literal("close"), sessions: ids }),
]);
export type InboxCommand = z.infer<typeof inboxCommand>;
export const inboxCommands = commandsOf(inboxCommand);

export const callAnswer = z.object({ closed: z.number().int() });

/** The request that a call's signature is bound to. */
interface Call {
  method: string;
  path: string;
  body: string;
}

const claims = z.object({
  jti: z.string(),
  exp: z.number(),
  method: z.string(),
  path: z.string(),
  body: z.string(),
  at: z.number().optional(),
});

export const roomPath = (roomId: string) => `/parties/main/${roomId}`;
export const inboxPath = (userId: string) => `/parties/inbox/${userId}`;

/**
 * The bearer token of one call.
 * @param at when the change was made (epoch ms, the database's clock). A retried call carries the time of the change,
 * not its own, so that tickets authorized since stay valid. It is a claim of the token, since a room of the previous
 * release ignores unknown claims.
 */
export async function signCall(call: Call, secret: string, nowMs: number = Date.now(), at?: number): Promise<string> {
  const iat = Math.floor(nowMs / 1000);
  const made = at === undefined ? {} : { at };
  const token = new SignJWT({ method: call.method, path: call.path, body: await digestOf(call.body), ...made })
    .setIssuer("sarangbang")
    .setAudience(AUDIENCE)
    .setJti(newId(nowMs))
    .setIssuedAt(iat)
    .setExpirationTime(iat + TICKET_TTL_S);
  return sign(token, secret);
}

/** A verified call to a room or an inbox. */
export interface VerifiedCall {
  id: string;
  /** Epoch ms. */
  expiresAt: number;
  /** When the change was made (epoch ms, the database's clock), if the call has the time. */
  at?: number;
}

/** Undefined: forged, expired, or signed for another call. */
export async function verifyCall(
  jwt: string,
  call: Call,
  secret: string,
  previous?: string,
): Promise<VerifiedCall | undefined> {
  const rules = { issuer: "sarangbang", audience: AUDIENCE, maxTokenAge: TICKET_TTL_S, clockTolerance: 1 };
  const found = claims.safeParse((await verifySigned(jwt, { secret, previous }, rules))?.payload);
  if (!found.success) return undefined;
  const { jti, exp, method, path, body, at } = found.data;
  const isThisCall = method === call.method && path === call.path && body === (await digestOf(call.body));
  return isThisCall ? { id: jti, expiresAt: exp * 1000, ...(at !== undefined && { at }) } : undefined;
}

const digestOf = async (body: string) => toHex(await sha256(body));
