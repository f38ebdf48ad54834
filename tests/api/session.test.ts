import { eq } from "drizzle-orm";
import { decodeJwt, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { currentUser, Unavailable } from "@/app/_server/auth/session";
import { sessions } from "@/db/schema";
import { signTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { ownRecordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { newRoom } from "./scenes";
import { backstage, PASSWORD, signedUp, Visitor } from "./web";

const seen = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => seen.headers }));

let cloud: TestCloud;
beforeAll(async () => {
  ({ cloud } = await ownRecordedCloud());
}, 60_000);
afterAll(() => cloud.stop());

const sessionOf = (visitor: Visitor) => decodeJwt(visitor.cookie?.split("=")[1] ?? "") as { sid: string; sub: string };

/** A cookie as the server makes it, except for the claims that the test changes. */
async function forged(claims: { sub: string; sid: string }, secret = cloud.env.SESSION_SECRET ?? "", expiresIn = "1h") {
  const token = await new SignJWT({ sid: claims.sid })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience("session")
    .setSubject(claims.sub)
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(secret));
  const visitor = new Visitor();
  visitor.cookie = `session=${token}`;
  return visitor;
}

describe("the session cookie", () => {
  const cookieOf = async (origin: string, headers = {}) => {
    const username = `cookie${newId().slice(-8)}`;
    const answer = await new Visitor(origin).post("/api/signup", { username, password: PASSWORD }, headers);
    return answer.headers.getSetCookie()[0] ?? "";
  };

  it("is hidden from scripts and other sites, for 30 days", async () => {
    expect(await cookieOf("http://localhost:3000")).toMatch(
      /^session=[\w.-]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
  });

  it.each([
    ["https://chat.example", {}],
    ["http://10.0.0.7:3000", { "x-forwarded-proto": "https" }],
  ])("is bound to https and the host if there is https: %s %j", async (origin, headers) => {
    expect(await cookieOf(origin, headers)).toMatch(
      /^__Host-session=[\w.-]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it("comes with a device cookie, which is not a session and names nobody", async () => {
    const username = `device${newId().slice(-8)}`;
    const answer = await new Visitor().post("/api/signup", { username, password: PASSWORD });
    const [, device = ""] = answer.headers.getSetCookie();
    expect(device).toMatch(/^device=[\w.-]+; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/);
    const visitor = new Visitor();
    visitor.cookie = device.split(";")[0]?.replace("device=", "session=");
    expect((await visitor.get("/api/me")).status).toBe(401);
    expect(JSON.stringify(decodeJwt(device.split(/[=;]/)[1] ?? ""))).not.toContain(username);
  });

  it("over https, a cookie under the name that is used over http is not accepted", async () => {
    const mina = await signedUp("tossed", "https://chat.example");
    expect((await mina.get("/api/me")).status).toBe(200);
    mina.cookie = mina.cookie?.replace("__Host-", "");
    expect((await mina.get("/api/me")).status).toBe(401);
  });

  it("is found among other cookies", async () => {
    const mina = await signedUp("crumbs");
    mina.cookie = `locale=ko; xsession=1; ${mina.cookie}; theme=dark`;
    expect((await mina.get("/api/me")).json.user.id).toBe(mina.user.id);
  });
});

describe("me", () => {
  it("needs a session", async () => {
    const answer = await new Visitor().get("/api/me");
    expect(answer.status).toBe(401);
    expect(answer.json.code).toBe("unauthenticated");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("accepts its own signature and no other", async () => {
    const mina = await signedUp("signed");
    const { sub, sid } = sessionOf(mina);
    expect((await (await forged({ sub, sid })).get("/api/me")).status).toBe(200);
    expect((await (await forged({ sub, sid }, "another secret, just as long as it")).get("/api/me")).status).toBe(401);
    expect((await (await forged({ sub, sid }, undefined, "-31 days")).get("/api/me")).status).toBe(401);
    expect((await (await forged({ sub: newId(), sid })).get("/api/me")).status).toBe(401);
    expect((await (await forged({ sub, sid: newId() })).get("/api/me")).status).toBe(401);
    expect((await (await forged({ sub, sid: "1' or '1'='1" })).get("/api/me")).status).toBe(401);
  });

  it("accepts no ticket as a session, even if one secret signs both", async () => {
    const mina = await signedUp("ticketed");
    const { sid: sessionId } = sessionOf(mina);
    const to = { userId: mina.user.id, username: "x", roomId: newId(), role: "member" as const, sessionId };
    mina.cookie = `session=${(await signTicket(to, cloud.env.SESSION_SECRET ?? "")).ticket}`;
    expect((await mina.get("/api/me")).status).toBe(401);
  });

  it("D1: ends with the session's row: expired in the database is expired, also for a ticket to an open room", async () => {
    const mina = await signedUp("expired");
    const { sid } = sessionOf(mina);
    const { id } = await newRoom(mina, "오래된 방");
    expect((await mina.post(`/api/rooms/${id}/ticket`)).status).toBe(200);
    expect((await mina.get("/api/me")).status).toBe(200);
    await backstage()
      .update(sessions)
      .set({ expiresAt: new Date(0) })
      .where(eq(sessions.id, sid));
    expect((await mina.get("/api/me")).status).toBe(401);
    expect((await mina.post(`/api/rooms/${id}/ticket`)).json.code).toBe("unauthenticated");
  });
});

describe("a page", () => {
  const visit = (visitor: Visitor) => {
    seen.headers = new Headers(visitor.headers());
    return currentUser();
  };

  it("identifies its visitor in one query", async () => {
    const mina = await signedUp("page");
    const before = cloud.postgres.requests();
    expect(await visit(mina)).toEqual({ user: mina.user, sessionId: sessionOf(mina).sid });
    expect(cloud.postgres.requests() - before).toBe(1);
  });

  it("makes no query without one of our cookies", async () => {
    const before = cloud.postgres.requests();
    const forger = await forged({ sub: newId(), sid: newId() }, "another secret, just as long as it");
    expect(await visit(new Visitor())).toBeUndefined();
    expect(await visit(forger)).toBeUndefined();
    expect(cloud.postgres.requests()).toBe(before);
  });

  it("distinguishes an unavailable database from a visitor who is not signed in", async () => {
    const mina = await signedUp("away");
    await cloud.postgres.stop();
    const failure = await visit(mina).catch((error: unknown) => error);
    await cloud.postgres.start();
    expect(failure).toBeInstanceOf(Unavailable);
    expect(await visit(mina)).toMatchObject({ user: mina.user });
  });
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));
