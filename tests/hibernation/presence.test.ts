/** Presence after hibernation: only the data stored with the sockets is left. */
import { expect, it } from "vitest";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";
import { evict, scene } from "./rooms";

const mina = await scene.person("민아");
const jun = await scene.person("Jun");
const sora = await scene.person("소라");

const here = (peer: RoomPeer) => peer.welcome.online.map(({ username }) => username).sort();
const gone = (peer: RoomPeer) => peer.of("online").flatMap(({ left }) => left);

it("B2: presence is still right after hibernation, and a socket that closes then is announced as left", async () => {
  const roomId = await scene.room(mina);
  const first = await scene.connect(mina, roomId);
  const second = await scene.connect(jun, roomId);
  await evict(roomId);
  const third = await scene.connect(sora, roomId);
  expect(here(third)).toEqual(["Jun", "민아", "소라"]);
  await first.until(() => first.of("online").some(({ joined }) => joined[0]?.id === sora.id), "an arrival");
  await evict(roomId);
  second.drop();
  await first.until(() => gone(first).length > 0, "a departure");
  expect(gone(first)).toEqual([jun.id]);
  await evict(roomId);
  const back = await scene.connect(jun, roomId);
  expect(here(back)).toEqual(["Jun", "민아", "소라"]);
});

it("B2: after hibernation, nobody leaves when one of two tabs closes; the user leaves when the other closes", async () => {
  const roomId = await scene.room(mina);
  const watcher = await scene.connect(mina, roomId);
  const tabs = [await scene.connect(jun, roomId), await scene.connect(jun, roomId)];
  await evict(roomId);
  tabs[0]?.drop();
  await tabs[0]?.until(() => tabs[0]?.closed !== undefined, "the tab's end");
  await evict(roomId);
  expect(here(await scene.connect(sora, roomId))).toEqual(["Jun", "민아", "소라"]);
  tabs[1]?.drop();
  await watcher.until(() => gone(watcher).length > 0, "a departure");
  expect(gone(watcher)).toEqual([jun.id]);
});
