/**
 * D8: commands wait for rooms that the web side cannot reach. Production build, real processes, one of which is
 * restarted.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { pendingCommands } from "@/db/schema";
import type { Service } from "@/dev/process/child";
import { freePort } from "@/dev/process/free-port";
import { web } from "@/dev/web";
import type { SharedEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { type Answer, Visitor } from "@/tests/api/web";
import { addPerson } from "@/tests/harness/live/people";
import { besides, eventually, type LiveRooms } from "@/tests/harness/live/rooms";
import { FaultProxy } from "@/tests/harness/servers/fault-proxy";
import { revokedPeople } from "@/tests/outage/revoked-people";
import { openSite } from "./site";

/** Longer than a request waits for a room, shorter than a ticket lives. */
const AWAY_MS = 8_000;

let live: LiveRooms;
let way: FaultProxy;
let own: Service;
let origin: string;
beforeAll(async () => {
  const { cloud } = await openSite();
  live = await besides(cloud, {});
  way = await FaultProxy.open(live.cloud.urls.rooms);
  const port = await freePort();
  origin = `http://localhost:${port}`;
  const variables = { ...cloud.env, ALLOWED_ORIGINS: origin, ROOMS_INTERNAL_URL: way.url };
  own = web("start", { port, variables });
  await own.start();
});
afterAll(async () => {
  await own?.stop();
  await live?.stop();
  await way?.close();
});

/** A visitor of that web side. */
class FarVisitor extends Visitor {
  override async send(request: Request): Promise<Answer> {
    const response = await fetch(request);
    this.cookie = response.headers.get("set-cookie")?.split(";")[0] ?? this.cookie;
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, text, json: text === "" ? undefined : JSON.parse(text) };
  }
}

async function signedUp(): Promise<Visitor> {
  const visitor = new FarVisitor(origin);
  return Object.assign(visitor, await addPerson(`far${newId().slice(-12)}`, origin));
}

async function settled(): Promise<void> {
  const db = openDatabase(live.cloud.env as unknown as SharedEnv);
  await eventually(async () => (await db.select().from(pendingCommands)).length === 0, "all commands to be settled");
}

it("D8: all commands take effect within 10 s of the rooms' return, although the web side was restarted in between and gets no request", async () => {
  const people = await revokedPeople(live, signedUp);
  way.set("refusing");
  await people.revoke();
  await own.stop();
  await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
  await own.start();
  for (const socket of Object.values(people.sockets)) expect(socket.closed).toBeUndefined();
  way.set("up");
  await people.holds();
  await settled();
}, 120_000);

it("D8: the request that made the change keeps retrying after its response, in the edge runtime too", async () => {
  const people = await revokedPeople(live, signedUp);
  way.set("refusing");
  await people.revoke();
  await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
  way.set("up");
  await people.holds();
  await settled();
}, 120_000);
