/**
 * D8: kick, ban, sign-out and archiving while the web side cannot reach the rooms. Real handlers, database and rooms.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { pendingCommands } from "@/db/schema";
import { signedUp } from "@/tests/api/web";
import { eventually, type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import { FaultProxy } from "@/tests/harness/servers/fault-proxy";
import { revokedPeople } from "./revoked-people";

/** Longer than a request waits for a room, shorter than a ticket's lifetime. */
const BRIEFLY_MS = 12_000;
const AWAY_MS = Number(process.env.TEST_OUTAGE_MS ?? BRIEFLY_MS);

let live: LiveRooms;
let way: FaultProxy;
beforeAll(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  live = await liveRooms();
  way = await FaultProxy.open(live.cloud.urls.rooms);
  Object.assign(process.env, live.cloud.env, { ROOMS_INTERNAL_URL: way.url });
});
afterAll(() => way?.close());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const settled = () =>
  eventually(async () => (await live.db.select().from(pendingCommands)).length === 0, "all commands to be settled");

describe("D8: with the rooms unreachable for the web side", () => {
  it.each(["refusing", "hanging"] as const)(
    "and %s while sockets stay open, all revocations are effective within 10 s after the outage",
    async (fault) => {
      const people = await revokedPeople(live, signedUp);
      way.set(fault);
      await people.revoke();
      await wait(AWAY_MS);
      for (const socket of Object.values(people.sockets)) expect(socket.closed).toBeUndefined();
      way.set("up");
      await people.holds();
      await settled();
    },
    120_000,
  );

  it("because they are down, earlier tickets keep nobody connected", async () => {
    const people = await revokedPeople(live, signedUp);
    await live.cloud.rooms?.stop();
    await people.lastTickets();
    await people.revoke();
    await wait(BRIEFLY_MS);
    await live.cloud.rooms?.start();
    await people.comeBack();
    await people.holds();
    await settled();
  }, 120_000);
});
