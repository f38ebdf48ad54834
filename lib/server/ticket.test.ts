import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { newId } from "@/lib/shared/ids";
import { signTicket, type TicketGrant, verifyTicket } from "./ticket";

const SECRET = "a secret of more than thirty-two characters";
const roomId = newId();
const admission: TicketGrant = { userId: newId(), username: "민아", roomId, role: "member", sessionId: newId() };

describe("D1: a ticket", () => {
  it("names its user, room, role and session, and ends 30 s after it was made", async () => {
    const { ticket, expiresAt } = await signTicket(admission, SECRET);
    const claims = await verifyTicket(ticket, roomId, SECRET);
    expect(claims).toMatchObject({ sub: admission.userId, name: "민아", role: "member", sid: admission.sessionId });
    expect((claims?.exp ?? 0) - (claims?.iat ?? 0)).toBe(30);
    expect(expiresAt).toBe((claims?.exp ?? 0) * 1000);
  });

  it("is refused when expired, forged, for another room, or not a ticket", async () => {
    const good = (await signTicket(admission, SECRET)).ticket;
    const old = (await signTicket(admission, SECRET, Date.now() - 32_000)).ticket;
    const forged = (await signTicket(admission, `${SECRET}!`)).ticket;
    const tampered = `${good.slice(0, -2)}${good.endsWith("AA") ? "BB" : "AA"}`;
    for (const jwt of [old, forged, tampered, "", "a.b.c"]) {
      expect(await verifyTicket(jwt, roomId, SECRET)).toBeUndefined();
    }
    expect(await verifyTicket(good, newId(), SECRET)).toBeUndefined();
  });

  it("is valid while its secret is rotated, and not after", async () => {
    const [fresh, old, older] = [`${SECRET} 3`, `${SECRET} 2`, `${SECRET} 1`];
    const signedWith = async (secret: string) => (await signTicket(admission, secret)).ticket;
    expect(await verifyTicket(await signedWith(old), roomId, fresh, old)).toMatchObject({ sub: admission.userId });
    expect(await verifyTicket(await signedWith(fresh), roomId, fresh, old)).toMatchObject({ sub: admission.userId });
    expect(await verifyTicket(await signedWith(older), roomId, fresh, old)).toBeUndefined();
    expect(await verifyTicket(await signedWith(old), roomId, fresh)).toBeUndefined();
  });

  it("names the key that signed it, and no other key is tried", async () => {
    const { ticket } = await signTicket(admission, SECRET);
    const header = decodeProtectedHeader(ticket);
    expect(header).toEqual({ alg: "HS256", kid: expect.stringMatching(/^[0-9a-f]{12}$/) });
    const other = decodeProtectedHeader((await signTicket(admission, `${SECRET}!`)).ticket);
    expect(other.kid).not.toBe(header.kid);
    const misnamed = await new SignJWT(decodeJwt(ticket))
      .setProtectedHeader({ alg: "HS256", kid: other.kid })
      .sign(new TextEncoder().encode(SECRET));
    expect(await verifyTicket(misnamed, roomId, SECRET, `${SECRET}!`)).toBeUndefined();
  });

  it("is refused if it was signed with a longer lifetime, another audience or no signature", async () => {
    const claims = { name: "x", room: roomId, role: "member", sid: newId() };
    const key = new TextEncoder().encode(SECRET);
    const made = (aud: string, iat: number, exp: number) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256" })
        .setIssuer("sarangbang")
        .setAudience(aud)
        .setSubject(newId())
        .setJti(newId())
        .setIssuedAt(iat)
        .setExpirationTime(exp)
        .sign(key);
    const now = Math.floor(Date.now() / 1000);
    expect(await verifyTicket(await made("room", now, now + 30), roomId, SECRET)).toBeDefined();
    expect(await verifyTicket(await made("room", now - 60, now + 3600), roomId, SECRET)).toBeUndefined();
    expect(await verifyTicket(await made("room-admin", now, now + 30), roomId, SECRET)).toBeUndefined();
    const [, payload] = (await made("room", now, now + 30)).split(".");
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
    expect(await verifyTicket(none, roomId, SECRET)).toBeUndefined();
  });
});
