/** Calls from the web side to a room: each signed for one method, path and body, good for 30 s and for once. */
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { HS256_JWT } from "./compact-jwt";
import { isUuidV7, newId } from "./ids";
import { eitherKey, sign } from "./signing";
import { TICKET_TTL_S } from "./ticket-ttl";

const AUDIENCE = "room-admin";
/** Ids in one order, at most. */
export const ORDER_IDS_MAX = 500;
/** Longest body of a call, in characters: ORDER_IDS_MAX ids fit. */
export const CALL_BODY_MAX = 32 * 1024;

const ids = z.array(z.string().refine(isUuidV7)).min(1).max(ORDER_IDS_MAX);

/** Close every socket of these sessions, which have ended, or of these users, who may no longer be here. */
export const roomOrder = z.union([
  z.strictObject({ type: z.literal("close"), sessions: ids }),
  z.strictObject({ type: z.literal("close"), users: ids }),
]);
export type RoomOrder = z.infer<typeof roomOrder>;

export const orderAnswer = z.object({ closed: z.number().int() });

/** What a call's signature is bound to. */
interface Call {
  method: string;
  path: string;
  body: string;
}

const claims = z.object({ jti: z.string(), exp: z.number(), method: z.string(), path: z.string(), body: z.string() });

export const roomPath = (roomId: string) => `/parties/main/${roomId}`;

/** The bearer token of one call. */
export async function signCall(call: Call, secret: string, nowMs: number = Date.now()): Promise<string> {
  const iat = Math.floor(nowMs / 1000);
  const token = new SignJWT({ method: call.method, path: call.path, body: await digest(call.body) })
    .setIssuer("sarangbang")
    .setAudience(AUDIENCE)
    .setJti(newId(nowMs))
    .setIssuedAt(iat)
    .setExpirationTime(iat + TICKET_TTL_S);
  return sign(token, secret);
}

/** The call's id and the end of its life (epoch ms); undefined: forged, expired, or signed for another call. */
export async function verifyCall(jwt: string, call: Call, secret: string, previous?: string) {
  if (!HS256_JWT.test(jwt)) return undefined;
  try {
    const { payload } = await jwtVerify(jwt, eitherKey(secret, previous), {
      algorithms: ["HS256"],
      issuer: "sarangbang",
      audience: AUDIENCE,
      maxTokenAge: TICKET_TTL_S,
      clockTolerance: 1,
    });
    const { jti, exp, method, path, body } = claims.parse(payload);
    const isThisCall = method === call.method && path === call.path && body === (await digest(call.body));
    return isThisCall ? { id: jti, expiresAt: exp * 1000 } : undefined;
  } catch {
    return undefined;
  }
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
