import { beforeEach, expect, it } from "vitest";
import { roomMetrics } from "@/lib/server/metrics";
import { TestRoom } from "@/tests/harness/room";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const metrics = async () => roomMetrics.parse(await world.room.metrics());

it("an awake room reports its head, its presence and its writes", async () => {
  const mina = await world.connect("mina");
  await world.connect("mina");
  await world.connect("jun");
  await mina.send("hello");
  expect(await metrics()).toMatchObject({ state: "awake", head: 1, outbox: 1, waitingSince: world.clock.now() });
  await world.flush();
  const well = { failures: 0, lastAt: expect.any(Number), lastMs: 0, p50Ms: 0, p99Ms: 0 };
  const here = { sockets: 3, people: 2 };
  expect(await metrics()).toEqual({ state: "awake", head: 1, outbox: 0, ...here, database: well, redis: well });
});

it("an unavailable store shows as consecutive failures, and waiting events as `outbox`", async () => {
  const mina = await world.connect("mina");
  world.archive.isAway = true;
  const since = world.clock.now();
  for (const body of ["one", "two"]) await mina.send(body);
  await world.clock.advance(3_000);
  const { outbox, waitingSince, database, redis } = await metrics();
  expect({ outbox, waitingSince }).toEqual({ outbox: 2, waitingSince: since });
  expect(database?.failures).toBeGreaterThan(2);
  expect(redis?.failures).toBe(0);
});

it("B2: the metrics of a sleeping room query no store, write nothing and start nothing", async () => {
  const mina = await world.connect("mina");
  for (let i = 0; i < 3; i++) await mina.send("kept");
  await world.flush();
  world.archive.isAway = world.cache.isAway = true;
  for (let i = 0; i < 2; i++) await mina.send("waits");
  await world.hibernate();
  const outward = () => [world.archive.calls.length, world.cache.calls.length, world.clock.pending];
  const [before, kept] = [outward(), structuredClone(world.store.pairs)];
  expect(await metrics()).toEqual({ state: "asleep", head: 5, outbox: 2, sockets: 1, people: 1 });
  expect([outward(), world.store.pairs]).toEqual([before, kept]);
});

it("a room that never existed and one that has ended report that", async () => {
  expect(await metrics()).toEqual({ state: "unknown", sockets: 0, people: 0 });
  await world.connect("mina");
  const commands = [{ type: "end" as const }];
  await world.room.handleCommands({ id: "call", expiresAt: world.clock.now() + 30_000, commands });
  expect(await metrics()).toMatchObject({ state: "ended", people: 0 });
});
