/** Inboxes that tests evict, and their open pages. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect } from "vitest";
import { WATCH_TTL_MS } from "@/lib/protocol/inbox";
import type { User } from "@/lib/protocol/room";
import { type RoomCommand, roomPath, signCall } from "@/lib/server/commands";
import { roomEnv } from "@/lib/server/env";
import { signInboxTicket } from "@/lib/server/ticket";
import { chunks } from "@/lib/shared/chunks";
import { newId } from "@/lib/shared/ids";
import { WRITE_MAX } from "@/party/ports";
import { InboxPeer } from "@/tests/harness/peers/inbox-peer";
import { overUpgrade } from "@/tests/harness/peers/upgrade";

const { TICKET_SECRET } = roomEnv(env);

export async function openInbox({ id }: User): Promise<InboxPeer> {
  const { ticket } = await signInboxTicket(id, newId(), TICKET_SECRET);
  const url = `https://rooms.example/parties/inbox/${id}?${new URLSearchParams({ v: "1", ticket })}`;
  const page = new InboxPeer(overUpgrade(exports.default.fetch(url, { headers: { Upgrade: "websocket" } })));
  await page.until(() => page.heard("welcome") > 0, "a welcome");
  return page;
}

const inboxOf = ({ id }: User) => env.Inbox.get(env.Inbox.idFromName(id));
const met = new WeakSet<object>();

/** Evicts the inbox, its sockets staying open. Asserts that each call sees a new object in memory. */
export async function sleepInbox(user: User): Promise<void> {
  const isNew = await runInDurableObject(inboxOf(user), (instance) => !met.has(instance) && !!met.add(instance));
  expect(isNew).toBe(true);
  await evictDurableObject(inboxOf(user), { webSockets: "hibernate" });
}

export const keysIn = (stub: ReturnType<typeof inboxOf>) =>
  runInDurableObject(stub, async (_, { storage }) => [...(await storage.list()).keys()]);

/** Stores watchers of users without open pages; the room loads them at its next start. */
export async function addWatchers(roomId: string, count: number): Promise<void> {
  const keys = Array.from({ length: count }, () => `watcher:${newId()}`);
  await runInDurableObject(inRoom(roomId), async (_, { storage }) => {
    for (const part of chunks(keys, WRITE_MAX)) {
      await storage.put(Object.fromEntries(part.map((key) => [key, Date.now() + WATCH_TTL_MS])));
    }
  });
}

/**
 * Counts the calls that the room now in memory makes to inboxes: first those of the current event, then those of each alarm. One
 * inbox answers all calls, since starting a thousand inboxes takes long.
 */
export async function countCalls(roomId: string): Promise<number[]> {
  const calls = [0];
  await runInDurableObject(inRoom(roomId), (instance) => {
    const room = instance as unknown as { env: typeof env; onAlarm(): Promise<void> };
    const { Inbox } = room.env;
    const one = Inbox.get(Inbox.idFromName(newId()));
    const get = () => {
      calls.push((calls.pop() ?? 0) + 1);
      return one;
    };
    const onAlarm = room.onAlarm.bind(room);
    Object.assign(room, {
      env: { ...room.env, Inbox: { get, idFromName: (name: string) => Inbox.idFromName(name) } },
      onAlarm() {
        calls.push(0);
        return onAlarm();
      },
    });
  });
  return calls;
}

const inRoom = (roomId: string) => env.Main.get(env.Main.idFromName(roomId));

/** A command of the web side to a room. */
export async function command(roomId: string, what: RoomCommand): Promise<void> {
  const call = { method: "POST", path: roomPath(roomId), body: JSON.stringify(what) };
  const headers = { authorization: `Bearer ${await signCall(call, TICKET_SECRET)}` };
  const answer = await exports.default.fetch(`https://rooms.example${call.path}`, { ...call, headers });
  // A response body that is not read keeps the room from sleeping.
  expect([answer.status, await answer.json()]).toEqual([200, { closed: 0 }]);
}
