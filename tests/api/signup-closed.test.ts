/** A server with less: SIGNUP_MODE=closed, so that nobody can make an account, and no storage for files. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { users } from "@/db/schema";
import { newId } from "@/lib/shared/ids";
import { startTestCloud, type TestCloud } from "./cloud";
import { type RoomsHost, roomsHost } from "./rooms-host";
import { newRoom } from "./scenes";
import { backstage, PASSWORD, signedUp, Visitor } from "./web";

let cloud: TestCloud;
let host: RoomsHost;
let mina: Visitor;
beforeAll(async () => {
  host = await roomsHost(() => cloud.env.TICKET_SECRET ?? "");
  const noStorage = { S3_ENDPOINT: "", S3_BUCKET: "", S3_ACCESS_KEY_ID: "", S3_SECRET_ACCESS_KEY: "" };
  cloud = await startTestCloud({ SIGNUP_MODE: "closed", NEXT_PUBLIC_PARTYKIT_HOST: host.host, ...noStorage });
  mina = await signedUp("mina");
}, 60_000);
afterAll(async () => {
  await cloud.stop();
  await host.stop();
});

it("signing up is refused by password and by passkey, with an invite too", async () => {
  const room = await newRoom(mina, "닫힌 집");
  const inviteToken = (await mina.post(`/api/rooms/${room.id}/invites`, {})).json.token;
  const before = await backstage().$count(users);
  for (const invite of [{}, { inviteToken }]) {
    for (const answer of [
      await new Visitor().post("/api/signup", { username: "newcomer", password: PASSWORD, ...invite }),
      await new Visitor().post("/api/passkeys/signup/options", { username: "newcomer", ...invite }),
    ]) {
      expect([answer.status, answer.json.code]).toEqual([403, "signup_closed"]);
    }
  }
  expect(await backstage().$count(users)).toBe(before);
});

it("an existing account signs in as before", async () => {
  const answer = await new Visitor().post("/api/enter", { username: mina.user.username, password: PASSWORD });
  expect(answer.status).toBe(200);
});

it("without a storage, there are no files", async () => {
  const { id } = await newRoom(mina, "파일 없음");
  const path = `/api/rooms/${id}/files`;
  for (const answer of [
    await mina.post(path, { name: "a.txt", type: "text/plain", size: 1 }),
    await mina.post(`${path}/${newId()}/complete`),
    await mina.get(`${path}/${newId()}`),
    await mina.delete(`${path}/${newId()}`),
  ])
    expect([answer.status, answer.json.code]).toEqual([404, "not_found"]);
});
