/** D7: unarchived events and each flush are bounded in bytes, and no event blocks the others. */
import { beforeEach, expect, it } from "vitest";
import type { LogEntry } from "@/lib/events/reduce";
import { sizeOf } from "@/lib/protocol/event-size";
import { newId } from "@/lib/shared/ids";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const long = "가".repeat(4_000);

/** The bytes of each call to the archive. */
function batches(): number[] {
  const sizes: number[] = [];
  const append = world.archive.append.bind(world.archive);
  world.archive.append = (batch, reads) => {
    sizes.push(batch.reduce((sum, { event }) => sum + sizeOf(event), 0));
    return append(batch, reads);
  };
  return sizes;
}

/** The archive refuses every batch with such an entry, as Postgres refuses values that its types cannot hold. */
function refuse(isBad: (entry: LogEntry) => boolean): void {
  const append = world.archive.append.bind(world.archive);
  world.archive.append = (batch, reads) =>
    batch.some(isBad) ? Promise.reject(new Error("22P02")) : append(batch, reads);
}

const isBad = ({ event }: LogEntry) => "body" in event && event.body === "bad";

it("D7: a flush has at most 1 MB, and a whole burst arrives in order", async () => {
  const sizes = batches();
  const mina = await world.connect("mina");
  world.archive.isAway = true;
  for (let i = 0; i < 300; i++) await mina.send(long);
  world.archive.isAway = false;
  await world.clock.advance(30_000);
  expect(world.archive.entries.map(({ event }) => event.seq)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000_000);
});

it("D7: a Redis request stays below the free plan's 1 MB", async () => {
  const mina = await world.connect("mina");
  const sent: number[] = [];
  for (const name of ["append", "rewrite"] as const) {
    const call = world.cache[name].bind(world.cache) as (...args: unknown[]) => Promise<never>;
    world.cache[name] = ((...args: unknown[]) => {
      const request = name === "append" ? { ...(args[0] as object), again: args[0] } : args;
      sent.push(JSON.stringify(JSON.stringify(request)).length);
      return call(...args);
    }) as never;
  }
  world.cache.isAway = true;
  for (let i = 0; i < 60; i++) await mina.send('"\\'.repeat(2_000));
  world.cache.isAway = false;
  await world.clock.advance(30_000);
  for (let i = 0; i < 60; i++) await mina.send('"\\'.repeat(2_000));
  await world.clock.advance(30_000);
  expect(world.cache.asOf).toBe(120);
  expect(Math.max(...sent)).toBeLessThanOrEqual(1_000_000 * 2);
});

it("D7 C4: with 32 MiB of unarchived events the log is full and refuses with busy; then they are archived", async () => {
  const mina = await world.connect("mina");
  world.archive.isAway = true;
  const most = Math.ceil((32 * 1024 * 1024) / 12_400);
  for (let i = 0; i < most; i++) await mina.send(long);
  expect(mina.of("refused")).toEqual([]);
  await mina.send("one too many");
  expect(mina.of("refused").map(({ reason }) => reason)).toEqual(["busy"]);
  await world.restart();
  const jun = await world.connect("jun");
  await jun.send("still full after a restart");
  expect(jun.of("refused").map(({ reason }) => reason)).toEqual(["busy"]);
  world.archive.isAway = false;
  await world.clock.advance(60_000);
  await jun.send("room again");
  expect(jun.of("ack")).toHaveLength(1);
});

it("D7: an event that the archive refuses is set aside and reported; everything before and after it is archived", async () => {
  refuse(isBad);
  const mina = await world.connect("mina");
  for (let i = 0; i < 40; i++) await mina.send(i === 17 ? "bad" : `message ${i}`);
  await world.clock.advance(5 * 60_000);
  expect(world.archive.entries).toHaveLength(39);
  expect(world.archive.entries.map(({ event }) => event.seq)).not.toContain(18);
  expect(world.store.pairs.get("aside:000000000018")).toMatchObject({ event: { seq: 18, body: "bad" } });
  expect(world.warnings.join()).toContain("event 18");
  await mina.send("goes on");
  await world.flush();
  expect(world.archivedBodies().at(-1)).toBe("goes on");
});

it("D7: nothing is set aside while the archive is unavailable, however long", async () => {
  const mina = await world.connect("mina");
  world.archive.isAway = true;
  await mina.send("waits");
  await world.clock.advance(60 * 60_000);
  expect([...world.store.pairs.keys()].filter((key) => key.startsWith("aside:"))).toEqual([]);
  world.archive.isAway = false;
  await world.clock.advance(30_000);
  expect(world.archivedBodies()).toEqual(["waits"]);
});

it("D7 R5: a client that missed the event that was set aside gets a window, never a gap", async () => {
  refuse(isBad);
  const mina = await world.connect("mina");
  await mina.send("first");
  await mina.send("bad");
  await mina.send("last");
  await world.clock.advance(5 * 60_000);
  world.cache.wipe();
  await world.restart();
  for (const key of world.store.pairs.keys()) if (key.startsWith("log:")) world.store.pairs.delete(key);
  const jun = await world.connect("jun", { after: 0 });
  expect(["reset", "resumed"]).toContain(jun.welcome.mode);
  if (jun.welcome.mode === "resumed") expect(jun.welcome.events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

/** Each of these users reacts to a message with this emoji, all over one socket. */
async function reactAll(peer: TestPeer, ids: readonly string[], seq: number, on = true): Promise<void> {
  const { guest } = peer.socket;
  for (const id of ids) {
    peer.socket.guest = { ...guest, id };
    await peer.say({ type: "react", clientId: newId(world.clock.now()), seq, emoji: "👍", on });
  }
  peer.socket.guest = guest;
}

const ids = (count: number) => Array.from({ length: count }, () => newId());

it("D7: a message has at most 1,000 reactions; removing one allows another", async () => {
  const mina = await world.connect("mina");
  await mina.send("everybody likes this");
  const fans = ids(1_000);
  await reactAll(mina, fans, 1);
  expect(mina.of("refused")).toEqual([]);
  await reactAll(mina, ids(1), 1);
  expect(mina.of("refused").map(({ reason }) => reason)).toEqual(["forbidden"]);
  await reactAll(mina, fans.slice(0, 1), 1, false);
  await reactAll(mina, ids(1), 1);
  expect(mina.of("refused")).toHaveLength(1);
});

it("D7: a welcome has at most 1 MB: the newest messages that fit", async () => {
  const mina = await world.connect("mina");
  for (let i = 0; i < 50; i++) await mina.send("😀".repeat(3_900));
  const fans = ids(900);
  for (let seq = 10; seq <= 45; seq += 5) await reactAll(mina, fans, seq);
  const jun = await world.connect("jun");
  const bytes = new TextEncoder().encode(JSON.stringify(jun.welcome)).length;
  expect(bytes).toBeLessThanOrEqual(1_000_000);
  if (jun.welcome.mode === "resumed") throw new Error("expected a window");
  const seqs = jun.welcome.messages.map(({ seq }) => seq);
  expect(seqs.at(-1)).toBe(50);
  expect(seqs).toEqual(seqs.map((_, i) => 51 - seqs.length + i));
  expect(seqs.length).toBeGreaterThan(30);
  expect(seqs.length).toBeLessThan(50);
});
