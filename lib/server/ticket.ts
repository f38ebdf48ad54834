import { type JWTPayload, SignJWT } from "jose";
import { type InboxTicket, inboxTicketClaims } from "@/lib/protocol/inbox";
import { TICKET_TTL_S } from "@/lib/protocol/limits";
import { TICKET_AUDIENCES, type Ticket, ticketClaims } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { sign, verifySigned } from "./signing";

export interface TicketGrant {
  userId: string;
  username: string;
  roomId: string;
  role: Ticket["role"];
  sessionId: string;
  /** Whether the user sends and gets read receipts; missing: yes. */
  receipts?: boolean;
  /** The user may only read, and is invisible to others. */
  preview?: true;
  /** When the membership was read (epoch ms, the database's clock). */
  at?: number;
  /** When the session expires unless it is renewed (epoch ms). */
  sessionUntil?: number;
}

/**
 * Signs a ticket. Only the web side calls this, after it has authorized the user.
 * @param nowMs a time before that check, so that the ticket expires no later than one made at the time of the check
 */
export function signTicket(to: TicketGrant, secret: string, nowMs: number = Date.now()) {
  const receipts = to.receipts === false ? { receipts: false } : {};
  const times = { at: to.at, until: to.sessionUntil };
  const claims = { name: to.username, room: to.roomId, role: to.role, sid: to.sessionId, ...receipts, ...times };
  return signFor(to.preview ? "room-preview" : "room", to.userId, claims, secret, nowMs);
}

/** Signs a ticket for a user's own inbox. Only the web side calls this, after it has checked the session. */
export function signInboxTicket(
  userId: string,
  sessionId: string,
  secret: string,
  nowMs: number = Date.now(),
  sessionUntil?: number,
) {
  return signFor("inbox", userId, { sid: sessionId, until: sessionUntil }, secret, nowMs);
}

async function signFor(audience: string, userId: string, claims: JWTPayload, secret: string, nowMs: number) {
  const iat = Math.floor(nowMs / 1000);
  const token = new SignJWT(claims)
    .setIssuer("sarangbang")
    .setAudience(audience)
    .setSubject(userId)
    .setJti(newId(nowMs))
    .setIssuedAt(iat)
    .setExpirationTime(iat + TICKET_TTL_S);
  return { ticket: await sign(token, secret), expiresAt: (iat + TICKET_TTL_S) * 1000 };
}

/**
 * The claims of a valid ticket for this room, or undefined: forged, expired, older than 30 s, or another room's. During
 * a rotation, tickets signed with the previous secret are valid too.
 */
export async function verifyTicket(
  jwt: string,
  roomId: string,
  secret: string,
  previous?: string,
): Promise<Ticket | undefined> {
  const ticket = ticketClaims.safeParse(await claimsFor([...TICKET_AUDIENCES], jwt, secret, previous)).data;
  return ticket?.room === roomId ? ticket : undefined;
}

/** `verifyTicket` for this user's inbox. */
export async function verifyInboxTicket(
  jwt: string,
  userId: string,
  secret: string,
  previous?: string,
): Promise<InboxTicket | undefined> {
  const ticket = inboxTicketClaims.safeParse(await claimsFor(["inbox"], jwt, secret, previous)).data;
  return ticket?.sub === userId ? ticket : undefined;
}

async function claimsFor(audience: string[], jwt: string, secret: string, previous?: string) {
  const rules = { issuer: "sarangbang", audience, maxTokenAge: TICKET_TTL_S, clockTolerance: 1 };
  return (await verifySigned(jwt, { secret, previous }, rules))?.payload;
}
