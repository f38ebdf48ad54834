import { jwtVerify, SignJWT } from "jose";
import { newId } from "./ids";
import { type Ticket, ticketClaims } from "./protocol";
import { eitherKey, sign } from "./signing";
import { TICKET_TTL_S } from "./ticket-ttl";

export interface Admission {
  userId: string;
  username: string;
  roomId: string;
  role: Ticket["role"];
  sessionId: string;
  /** Whether they tell how far they have read, and are told; as most do. */
  receipts?: boolean;
}

/** Signs a ticket. Only the web side calls this, after it has checked session and membership. */
export async function signTicket(to: Admission, secret: string, nowMs: number = Date.now()) {
  const iat = Math.floor(nowMs / 1000);
  const expiresAt = (iat + TICKET_TTL_S) * 1000;
  const receipts = to.receipts === false ? { receipts: false } : {};
  const token = new SignJWT({ name: to.username, room: to.roomId, role: to.role, sid: to.sessionId, ...receipts })
    .setIssuer("sarangbang")
    .setAudience("room")
    .setSubject(to.userId)
    .setJti(newId(nowMs))
    .setIssuedAt(iat)
    .setExpirationTime(iat + TICKET_TTL_S);
  return { ticket: await sign(token, secret), expiresAt };
}

/**
 * The claims of a valid ticket for this room, or undefined: forged, expired, older than 30 s, or another room's.
 * While the secret is changed, tickets signed with the one before are valid too.
 */
export async function verifyTicket(
  jwt: string,
  roomId: string,
  secret: string,
  previous?: string,
): Promise<Ticket | undefined> {
  try {
    const { payload } = await jwtVerify(jwt, eitherKey(secret, previous), {
      algorithms: ["HS256"],
      issuer: "sarangbang",
      audience: "room",
      maxTokenAge: TICKET_TTL_S,
      clockTolerance: 1,
    });
    const ticket = ticketClaims.parse(payload);
    return ticket.room === roomId ? ticket : undefined;
  } catch {
    return undefined;
  }
}
