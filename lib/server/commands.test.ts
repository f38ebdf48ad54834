import { decodeJwt, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { newId } from "@/lib/shared/ids";
import { roomCommands, roomPath, signCall, verifyCall } from "./commands";
import { signTicket } from "./ticket";

const SECRET = "a secret of more than thirty-two characters";
const roomId = newId();
const call = { method: "POST", path: roomPath(roomId), body: JSON.stringify({ type: "close", sessions: [newId()] }) };

describe("D3: a call to a room", () => {
  it("is valid for the request it was signed for, for 30 s", async () => {
    const token = await signCall(call, SECRET);
    const verified = await verifyCall(token, call, SECRET);
    const { jti, iat } = decodeJwt(token);
    expect(verified).toEqual({ id: jti, expiresAt: ((iat ?? 0) + 30) * 1000 });
  });

  it("is refused with another method, path, body or key, expired, or as a ticket", async () => {
    const token = await signCall(call, SECRET);
    expect(await verifyCall(token, { ...call, method: "PUT" }, SECRET)).toBeUndefined();
    expect(await verifyCall(token, { ...call, path: roomPath(newId()) }, SECRET)).toBeUndefined();
    expect(await verifyCall(token, { ...call, body: `${call.body} ` }, SECRET)).toBeUndefined();
    expect(await verifyCall(token, call, `${SECRET}!`)).toBeUndefined();
    expect(await verifyCall(await signCall(call, SECRET, Date.now() - 32_000), call, SECRET)).toBeUndefined();
    const admission = { userId: newId(), username: "x", roomId, role: "owner" as const, sessionId: newId() };
    expect(await verifyCall((await signTicket(admission, SECRET)).ticket, call, SECRET)).toBeUndefined();
  });

  it("is refused if it was signed with a longer lifetime or without a claim", async () => {
    const made = (more: object, exp: number) =>
      new SignJWT({ ...decoded, ...more, exp })
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(SECRET));
    const decoded = decodeJwt(await signCall(call, SECRET));
    const { iat = 0, exp = 0 } = decoded;
    expect(await verifyCall(await made({}, exp), call, SECRET)).toBeDefined();
    expect(await verifyCall(await made({ iat: iat - 40 }, exp + 3600), call, SECRET)).toBeUndefined();
    expect(await verifyCall(await made({ body: undefined }, exp), call, SECRET)).toBeUndefined();
    expect(await verifyCall(await made({ jti: undefined }, exp), call, SECRET)).toBeUndefined();
  });

  it("has one spelling: changed at any place, it is refused", async () => {
    const token = await signCall(call, SECRET);
    for (let at = 0; at < token.length; at++) {
      for (const letter of ["A", "B", "_", ".", "="]) {
        if (token[at] === letter) continue;
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        expect(await verifyCall(changed, call, SECRET), `${at} ${letter}`).toBeUndefined();
      }
    }
  });
});

it("D4: a command has valid ids of sessions or users, and nothing else", () => {
  const one = [newId()];
  expect(roomCommands.safeParse({ type: "close", sessions: one }).success).toBe(true);
  expect(roomCommands.safeParse({ type: "close", users: one }).success).toBe(true);
  const many = Array.from({ length: 501 }, () => newId());
  for (const wrong of [{}, { sessions: [] }, { sessions: ["x"] }, { sessions: many }, { sessions: one, users: one }]) {
    expect(roomCommands.safeParse({ type: "close", ...wrong }).success).toBe(false);
  }
  expect(roomCommands.safeParse({ type: "open", users: one }).success).toBe(false);
});
