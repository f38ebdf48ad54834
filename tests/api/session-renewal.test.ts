import { eq } from "drizzle-orm";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { currentUser } from "@/app/_server/auth/session";
import { sessions } from "@/db/schema";
import { kidOf } from "@/lib/server/signing";
import { ownRecordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { backstage, signedUp, type Visitor } from "./web";

const seen = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => seen.headers }));

const TODAY = "the secret of today, more than thirty-two letters";
const YESTERDAY = "the secret of yesterday, as long as the other one";
const DAY_MS = 24 * 60 * 60 * 1000;

let cloud: TestCloud;
beforeAll(async () => {
  ({ cloud } = await ownRecordedCloud({ SESSION_SECRET: TODAY, SESSION_SECRET_PREVIOUS: YESTERDAY }));
}, 60_000);
afterAll(() => cloud.stop());

const tokenOf = (visitor: Visitor) => visitor.cookie?.split("=")[1] ?? "";
const sidOf = (visitor: Visitor) => String(decodeJwt(tokenOf(visitor)).sid);

async function rowOf(visitor: Visitor) {
  const [row] = await backstage()
    .select()
    .from(sessions)
    .where(eq(sessions.id, sidOf(visitor)));
  return row;
}

/** Gives a visitor a cookie of `minutes` ago, signed with this secret. */
async function turnBack(visitor: Visitor, minutes: number, { secret = TODAY, kid = "" } = {}) {
  const iat = Math.floor(Date.now() / 1000) - minutes * 60;
  const token = await new SignJWT({ ...decodeJwt(tokenOf(visitor)), iat, exp: iat + 15 * 60 })
    .setProtectedHeader({ alg: "HS256", kid: kid || (await kidOf(secret)) })
    .sign(new TextEncoder().encode(secret));
  visitor.cookie = `session=${token}`;
}

/** A user whose session has been unused for 20 days. */
async function longAway(name: string) {
  const visitor = await signedUp(name);
  const times = { lastSeenAt: new Date(Date.now() - 20 * DAY_MS), expiresAt: new Date(Date.now() + 10 * DAY_MS) };
  await backstage()
    .update(sessions)
    .set(times)
    .where(eq(sessions.id, sidOf(visitor)));
  return visitor;
}

describe("a session's token", () => {
  it("is valid for 15 minutes and names its key", async () => {
    const mina = await signedUp("short");
    const { iat = 0, exp } = decodeJwt(tokenOf(mina));
    expect(exp).toBe(iat + 900);
    expect(decodeProtectedHeader(tokenOf(mina))).toEqual({ alg: "HS256", kid: await kidOf(TODAY) });
  });

  it("is not replaced until then", async () => {
    const mina = await longAway("fresh");
    await turnBack(mina, 14);
    const answer = await mina.get("/api/me");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect((await rowOf(mina))?.expiresAt.getTime()).toBeLessThan(Date.now() + 11 * DAY_MS);
  });

  it("is renewed after that, in one query, and the session lives for 30 days from then", async () => {
    const mina = await longAway("renewed");
    await turnBack(mina, 16);
    const before = { token: tokenOf(mina), queries: cloud.postgres.requests(), at: Date.now() };
    const answer = await mina.get("/api/me");
    expect(answer.json.user).toEqual(mina.user);
    expect(cloud.postgres.requests() - before.queries).toBe(1);
    expect(answer.headers.get("set-cookie")).toMatch(/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    expect(tokenOf(mina)).not.toBe(before.token);
    const row = await rowOf(mina);
    expect(row?.expiresAt.getTime()).toBeGreaterThanOrEqual(before.at + 30 * DAY_MS);
    expect(row?.lastSeenAt.getTime()).toBeGreaterThanOrEqual(before.at - 1000);
    expect((await mina.get("/api/me")).headers.get("set-cookie")).toBeNull();
  });

  it("is not renewed without its row: an ended session stays ended, whatever the cookie says", async () => {
    for (const minutes of [0, 16]) {
      const mina = await signedUp("ended");
      await turnBack(mina, minutes);
      await backstage()
        .delete(sessions)
        .where(eq(sessions.id, sidOf(mina)));
      const answer = await mina.get("/api/me");
      expect(answer.status).toBe(401);
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
  });

  it("is not renewed after 30 days, nor if the row has expired", async () => {
    const mina = await signedUp("toolate");
    await turnBack(mina, 31 * 24 * 60);
    expect((await mina.get("/api/me")).status).toBe(401);
    await turnBack(mina, 16);
    await backstage()
      .update(sessions)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(sessions.id, sidOf(mina)));
    expect((await mina.get("/api/me")).status).toBe(401);
  });

  it("still signs out when it is old", async () => {
    const mina = await signedUp("leaving");
    await turnBack(mina, 16);
    const copied = mina.cookie;
    expect((await mina.post("/api/logout")).headers.get("set-cookie")).toMatch(/^session=; .*Max-Age=0/);
    mina.cookie = copied;
    expect((await mina.get("/api/me")).status).toBe(401);
  });

  it("that is old still identifies the visitor of a page, which cannot set cookies", async () => {
    const mina = await signedUp("page");
    await turnBack(mina, 16);
    seen.headers = new Headers(mina.headers());
    expect(await currentUser()).toEqual({ user: mina.user, sessionId: sidOf(mina) });
  });
});

describe("while the secret is being replaced", () => {
  it("a token of the previous secret is valid, and is replaced by one of the new secret at once", async () => {
    const mina = await signedUp("rotated");
    await turnBack(mina, 1, { secret: YESTERDAY });
    expect((await mina.get("/api/me")).json.user).toEqual(mina.user);
    expect(decodeProtectedHeader(tokenOf(mina)).kid).toBe(await kidOf(TODAY));
    expect((await mina.get("/api/me")).status).toBe(200);
  });

  it("no third secret is accepted, whatever key it names", async () => {
    const third = "the secret of last week, just as long as the other";
    const mina = await signedUp("third");
    for (const kid of ["", await kidOf(TODAY), await kidOf(YESTERDAY)]) {
      await turnBack(mina, 1, { secret: third, kid });
      expect((await mina.get("/api/me")).status).toBe(401);
    }
    await turnBack(mina, 1, { secret: YESTERDAY, kid: await kidOf(TODAY) });
    expect((await mina.get("/api/me")).status).toBe(401);
  });
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));
