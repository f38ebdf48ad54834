/** Twenty users send without a pause while the room's process is killed and its stores become unavailable. */
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Flood } from "@/tests/harness/live/flood";
import { type FragileRooms, fragileRooms } from "@/tests/harness/live/outage";
import { eventually } from "@/tests/harness/live/rooms";
import { roomsHostKind } from "@/tests/harness/live/rooms-host";
import type { Fault } from "@/tests/harness/servers/fault-proxy";

const PEOPLE = 20;
const PER_SECOND_EACH = 5;
/** `partykit dev` takes seconds to start again. */
const KILLS = roomsHostKind === "worker" ? 10 : 3;

let live: FragileRooms;
let flood: Flood;
beforeAll(async () => {
  live = await fragileRooms();
});
afterEach(() => {
  flood?.leave();
  for (const store of [live.postgres, live.redis]) store.set("up");
});
afterAll(() => live?.stop());

it(`R1 R2 R3 R4 R5: a process killed ${KILLS} times by SIGKILL loses no acked message and repeats none`, async () => {
  flood = await Flood.open(live, PEOPLE);
  flood.talk(PER_SECOND_EACH);
  for (let kill = 0; kill < KILLS; kill++) {
    await flood.hears(100);
    await live.kill();
    await live.revive();
  }
  await flood.hears(100);
  flood.hush();
  await flood.settled();
  expect(await flood.broken()).toEqual([]);
}, 120_000);

for (const stores of [["postgres"], ["redis"], ["postgres", "redis"]] as const) {
  const names = stores.join(" and ");
  it(`R3 R5 C3 C4: ${names} unavailable under load: messages continue; after the outage, everything drains once and in order`, async () => {
    flood = await Flood.open(live, PEOPLE);
    flood.talk(PER_SECOND_EACH);
    await flood.hears(50);
    for (const fault of ["refusing", "hanging", "lost"] satisfies Fault[]) {
      const met = stores.map((store) => live[store].met(fault));
      for (const store of stores) live[store].set(fault);
      const areMissed = () => stores.every((store, i) => live[store].met(fault) > (met[i] ?? 0));
      await eventually(async () => areMissed(), `${fault} to be met`);
      await flood.hears(50);
    }
    for (const store of stores) live[store].set("up");
    await flood.hears(20);
    flood.hush();
    await flood.settled();
    expect(await flood.broken()).toEqual([]);
  }, 120_000);
}
