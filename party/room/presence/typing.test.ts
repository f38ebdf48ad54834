import { beforeEach, expect, it } from "vitest";
import { command } from "@/tests/harness/commands";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
let mina: TestPeer;
let jun: TestPeer;
beforeEach(async () => {
  world = new TestRoom();
  mina = await world.connect("mina");
  jun = await world.connect("jun");
  await world.clock.advance(1_000);
});

const types = (peer: TestPeer, on = true) => peer.say({ type: "typing", on });
const typingFrames = (peer: TestPeer) => peer.of("typing").map(({ userIds }) => userIds);

it("is broadcast within 300 ms, all typists together, and ends by itself after five seconds", async () => {
  await types(mina);
  await types(jun);
  await world.clock.advance(300);
  expect(typingFrames(jun)).toEqual([["user-mina", "user-jun"]]);
  await world.clock.advance(4_600);
  expect(typingFrames(jun)).toHaveLength(1);
  await world.clock.advance(400);
  expect(typingFrames(jun).at(-1)).toEqual([]);
  expect(world.clock.pending).toBe(0);
});

it("continues while the client repeats it, and is broadcast again before clients forget it", async () => {
  for (let i = 0; i < 5; i++) {
    await types(mina);
    await world.clock.advance(3_000);
  }
  expect(typingFrames(jun)).toEqual(Array(5).fill(["user-mina"]));
});

it.each([
  ["a word that it is over", () => types(mina, false)],
  ["a message", () => mina.send("here")],
  ["leaving", async () => mina.drop()],
  ["being removed", () => command(world, { type: "close", users: ["user-mina"] })],
])("ends with %s", async (_, ending) => {
  await types(mina);
  await world.clock.advance(300);
  await ending();
  await world.clock.advance(300);
  expect(typingFrames(jun)).toEqual([["user-mina"], []]);
});

it("D5: more than five frames a second of one user are silently dropped, and not broadcast one by one", async () => {
  for (let i = 0; i < 50; i++) await types(mina, i % 2 === 0);
  await world.clock.advance(900);
  expect(typingFrames(jun).length).toBeLessThanOrEqual(2);
  expect(mina.of("refused")).toEqual([]);
});

it("B1 B2: costs no storage, no request and, when it is over, no timer; a read-only room ignores it", async () => {
  const calls = () => [...world.store.calls, ...world.archive.calls, ...world.cache.calls];
  const before = calls().length;
  await types(mina);
  await world.clock.advance(6_000);
  expect(calls()).toHaveLength(before);
  expect(world.clock.pending).toBe(0);
  await command(world, { type: "open", isReadOnly: true, recheck: false });
  await types(mina);
  await world.clock.advance(1_000);
  expect(typingFrames(jun)).toHaveLength(2);
});
