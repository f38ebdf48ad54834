import { beforeEach, expect, it } from "vitest";
import { newId } from "@/lib/shared/ids";
import { TestRoom } from "@/tests/harness/room";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

async function say(count: number) {
  const mina = await world.connect("mina");
  for (let i = 1; i <= count; i++) await mina.send(`mina ${i}`);
  await world.flush();
  return mina;
}

const archivedSeqs = () => world.archive.entries.map(({ event }) => event.seq);
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);
/** Replaces the database with an earlier backup. */
const setBackTo = (seq: number) => world.archive.entries.splice(seq);

it("R3: events that a rolled back database lacks are replayed from memory before new ones", async () => {
  const mina = await say(300);
  setBackTo(40);
  await mina.say({ type: "delete", clientId: newId(world.clock.now()), seq: 60 });
  await world.flush();
  expect(archivedSeqs()).toEqual(upTo(301));
  expect(world.archive.snapshot()[59]).toMatchObject({ seq: 60, body: "" });
  expect(world.warnings).toEqual(["database: rolled back to 40; replayed: 260; lost: 0"]);
});

it("R3: a room that has slept has fewer of them; lost events are skipped and reported, and the log continues", async () => {
  const mina = await say(300);
  setBackTo(40);
  await world.hibernate();
  await mina.send("after sleep");
  await world.flush();
  const first = archivedSeqs()[40] ?? 0;
  expect(first).toBeLessThanOrEqual(201);
  expect(archivedSeqs()).toEqual([...upTo(40), ...upTo(301, first)]);
  expect(world.warnings).toEqual([`database: rolled back to 40; replayed: ${301 - first}; lost: ${first - 41}`]);
  await mina.send("and on");
  await world.flush();
  expect(archivedSeqs().at(-1)).toBe(302);
  expect(world.archive.count("skipTo")).toBe(1);
});

it("R3: a replay restarts if the database becomes unavailable during it", async () => {
  const mina = await say(300);
  setBackTo(40);
  await world.hibernate();
  world.archive.failAfterEffect = true;
  await mina.send("after sleep");
  await world.clock.advance(1_000);
  const first = archivedSeqs()[40] ?? 0;
  expect([first > 41, archivedSeqs()]).toEqual([true, [...upTo(40), ...upTo(301, first)]]);
});
