/** SIGNUP_MODE=invite: an account is made only with a valid invite link. */
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invites, users } from "@/db/schema";
import { hashInviteToken, newInviteToken } from "@/lib/server/invite-token";
import { newId } from "@/lib/shared/ids";
import { Authenticator } from "./authenticator";
import { startTestCloud, type TestCloud } from "./cloud";
import { type RoomsHost, roomsHost } from "./rooms-host";
import { privateRoom, roleIn } from "./scenes";
import { backstage, PASSWORD, signedUp, Visitor } from "./web";

let cloud: TestCloud;
let host: RoomsHost;
let mina: Visitor;
let roomId: string;
beforeAll(async () => {
  host = await roomsHost(() => cloud.env.TICKET_SECRET ?? "");
  cloud = await startTestCloud({ SIGNUP_MODE: "invite", NEXT_PUBLIC_PARTYKIT_HOST: host.host });
  mina = await signedUp("mina");
  roomId = (await privateRoom(mina, "찻집")).id;
}, 60_000);
afterAll(async () => {
  expect(host.wrong).toEqual([]);
  await cloud.stop();
  await host.stop();
});

const link = async (body: object = {}): Promise<string> =>
  (await mina.post(`/api/rooms/${roomId}/invites`, body)).json.token;
const nameOf = () => `new-${newId().slice(-10)}`;
const exists = async (username: string) => (await new Visitor().get(`/api/users/${username}`)).json.exists;

/** Both ways to sign up. Each returns the response of its last call. */
const WAYS = {
  async password(visitor: Visitor, username: string, inviteToken?: string) {
    return visitor.post("/api/signup", { username, password: PASSWORD, inviteToken });
  },
  async passkey(visitor: Visitor, username: string, inviteToken?: string) {
    const asked = await visitor.post("/api/passkeys/signup/options", { username, inviteToken });
    if (asked.status !== 200) return asked;
    return visitor.post("/api/passkeys/signup", { passkey: new Authenticator().make(asked.json.options) });
  },
};

describe.each(Object.entries(WAYS))("signing up by invite, with a %s", (_, signUp) => {
  it("makes an account that is in the link's room, and uses the link once", async () => {
    const [visitor, username, token] = [new Visitor(), nameOf(), await link({ maxUses: 1 })];
    host.reset();
    const answer = await signUp(visitor, username, token);
    expect(answer.status).toBe(201);
    visitor.user = answer.json.user;
    expect(await roleIn(roomId, visitor)).toBe("member");
    expect(host.sentTo(roomId)).toEqual([
      expect.objectContaining({ type: "notice", author: answer.json.user, notice: { what: "joined" } }),
    ]);
    // The invite's page joins by the link as well; a member does not use it up.
    expect((await visitor.post(`/api/invites/${token}`)).status).toBe(200);
    const [row] = await backstage()
      .select()
      .from(invites)
      .where(eq(invites.tokenHash, await hashInviteToken(token)));
    expect(row?.uses).toBe(1);
    const second = nameOf();
    expect((await signUp(new Visitor(), second, token)).json.code).toBe("invite_required");
    expect(await exists(second)).toBe(false);
  });

  it("is refused without a token, and with an unknown, expired or revoked one", async () => {
    const [expired, revoked] = [await link(), await link()];
    const at = async (token: string) => eq(invites.tokenHash, await hashInviteToken(token));
    await backstage()
      .update(invites)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(await at(expired));
    await backstage()
      .delete(invites)
      .where(await at(revoked));
    const before = await backstage().$count(users);
    for (const token of [undefined, "", "x", newInviteToken(), expired, revoked]) {
      const answer = await signUp(new Visitor(), nameOf(), token);
      expect([answer.status, answer.json.code], token).toEqual([403, "invite_required"]);
    }
    expect(await backstage().$count(users)).toBe(before);
  });

  it("a link with one use makes one account, also with concurrent requests", async () => {
    for (let round = 0; round < 3; round++) {
      const token = await link({ maxUses: 1 });
      const before = await backstage().$count(users);
      const answers = await Promise.all([1, 2, 3].map(() => signUp(new Visitor(), nameOf(), token)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403]);
      expect(await backstage().$count(users)).toBe(before + 1);
    }
  });

  it("a name that is taken does not use up the link", async () => {
    const token = await link({ maxUses: 1 });
    expect((await signUp(new Visitor(), mina.user.username, token)).json.code).toBe("username_taken");
    expect((await signUp(new Visitor(), nameOf(), token)).status).toBe(201);
  });
});

it("a passkey that was requested with a valid link makes no account once the link is revoked", async () => {
  const [visitor, username, token] = [new Visitor(), nameOf(), await link()];
  const { options } = (await visitor.post("/api/passkeys/signup/options", { username, inviteToken: token })).json;
  await backstage()
    .delete(invites)
    .where(eq(invites.tokenHash, await hashInviteToken(token)));
  const answer = await visitor.post("/api/passkeys/signup", { passkey: new Authenticator().make(options) });
  expect([answer.status, answer.json.code]).toEqual([403, "invite_required"]);
  expect(await exists(username)).toBe(false);
});
