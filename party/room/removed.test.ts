/** D3: frames of a user who is removed while they are handled have no effect. */
import { beforeEach, expect, it } from "vitest";
import type { RoomCommand } from "@/lib/server/commands";
import { newId } from "@/lib/shared/ids";
import { command, edit } from "@/tests/harness/commands";
import { settle } from "@/tests/harness/fakes/clock";
import { TestRoom } from "@/tests/harness/room";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const removals: Array<[string, RoomCommand]> = [
  ["a kick", { type: "close", users: ["user-jun"], why: "kicked" }],
  ["a ban", { type: "close", users: ["user-jun"], why: "banned" }],
  ["the end of their session", { type: "close", sessions: ["session-jun"] }],
];

const bodies = () => world.archivedBodies();

/** Jun sends "afterwards" with a clientId that needs a query to the archive, and the archive's answer is held. @returns Jun */
async function sendThatWaits() {
  const mina = await world.connect("mina");
  await mina.send("before");
  await world.flush();
  // Without storage, the dedup watermark is the last activity: for an id of an hour ago the room must ask the archive.
  world.store.pairs.clear();
  await world.restart();
  const jun = await world.connect("jun");
  world.archive.hold();
  await jun.send("afterwards", newId(world.clock.now() - 3_600_000));
  return jun;
}

it.each(removals)("D3: a send that waits for the archive is not accepted after %s", async (_, removal) => {
  const jun = await sendThatWaits();
  expect(world.archive.count("find")).toBe(1);
  await command(world, removal);
  world.archive.release();
  await world.flush();
  expect(jun.closed).toBe(4003);
  expect(bodies()).toEqual(["before"]);
});

it.each(removals)("D3: a change that waits for the archive is not accepted after %s", async (_, removal) => {
  const jun = await world.connect("jun");
  await jun.send("mine");
  for (let i = 0; i < 60; i++) await jun.send(`filler ${i}`);
  await world.flush();
  for (const key of world.store.pairs.keys()) if (key.startsWith("log:")) world.store.pairs.delete(key);
  await world.restart();
  const again = await world.connect("jun");
  world.archive.hold();
  await again.say(edit(world, 1));
  expect(world.archive.count("message")).toBe(1);
  await command(world, removal);
  world.archive.release();
  await world.flush();
  expect(bodies().filter((body) => body === "changed")).toEqual([]);
});

it.each(removals)("D3: a send that waits for the room to wake is not accepted after %s", async (_, removal) => {
  const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
  await mina.send("before");
  await world.flush();
  await world.hibernate();
  world.store.hold();
  await jun.send("afterwards");
  const done = command(world, removal);
  await settle();
  for (let i = 0; i < 20; i++) {
    world.store.release();
    await settle();
  }
  await done;
  await world.flush();
  await world.flush();
  expect(bodies()).toEqual(["before"]);
});

it("D4: a send is accepted although its sender lost the connection", async () => {
  const jun = await sendThatWaits();
  jun.drop();
  world.archive.release();
  await world.flush();
  expect(bodies()).toEqual(["before", "afterwards"]);
});
