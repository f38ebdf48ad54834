/** Commands of the web side and read positions, with evictions of the room in between. */
import { env, exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import { type RoomCommand, roomPath, signCall } from "@/lib/server/commands";
import { roomEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";
import { requestsOf } from "./outside";
import { drained, evict, scene } from "./rooms";

const mina = await scene.person("민아");
const jun = await scene.person("Jun");

async function command(roomId: string, ...commands: RoomCommand[]): Promise<void> {
  const call = { method: "POST", path: roomPath(roomId), body: JSON.stringify({ orders: commands }) };
  const headers = { authorization: `Bearer ${await signCall(call, roomEnv(env).TICKET_SECRET)}` };
  const answer = await exports.default.fetch(`https://rooms.example${call.path}`, { ...call, headers });
  // Read to its end, since the room is not evicted during an answer.
  expect([answer.status, await answer.json()]).toEqual([200, { closed: 0 }]);
}

async function says(peer: RoomPeer, frame: object): Promise<string> {
  const clientId = newId();
  peer.say(JSON.stringify({ clientId, ...frame }));
  const answer = () => [...peer.of("ack"), ...peer.of("refused")].find((each) => each.clientId === clientId);
  await peer.until(() => answer() !== undefined, "an answer");
  const answered = answer();
  return answered?.type === "refused" ? answered.reason : "done";
}

const remove = (seq: number) => ({ type: "delete", seq });

it("B2: a change of role survives the eviction of the room, with its socket", async () => {
  const roomId = await scene.room(mina);
  const [writer, peer] = [await scene.connect(mina, roomId), await scene.connect(jun, roomId)];
  for (const body of ["first", "second"]) await writer.sent(body);
  await evict(roomId);
  await command(roomId, { type: "role", userId: jun.id, role: "admin" });
  await evict(roomId);
  expect(await says(peer, remove(1))).toBe("done");
  await command(roomId, { type: "role", userId: jun.id, role: "member" });
  await evict(roomId);
  expect(await says(peer, remove(2))).toBe("forbidden");
});

it("B2: read-only survives the eviction of the room, and so does reopening", async () => {
  const roomId = await scene.room(mina);
  const peer = await scene.connect(mina, roomId);
  await peer.sent("before");
  await command(roomId, { type: "open", isReadOnly: true, recheck: false });
  await evict(roomId);
  expect(await says(peer, { type: "send", body: "no" })).toBe("forbidden");
  await command(roomId, { type: "open", isReadOnly: false, recheck: false });
  await evict(roomId);
  expect(await says(peer, { type: "send", body: "yes" })).toBe("done");
});

it("R4: a system message sent again after an eviction is the same one", async () => {
  const roomId = await scene.room(mina);
  const peer = await scene.connect(mina, roomId);
  const notice: RoomCommand = {
    type: "notice",
    clientId: newId(),
    author: mina,
    body: "-",
    notice: { what: "joined" },
  };
  await command(roomId, notice);
  await evict(roomId);
  await command(roomId, notice);
  expect(await peer.sent("after")).toBe(2);
});

it("B2: read positions survive the eviction of the room, and are known without a request", async () => {
  const roomId = await scene.room(mina);
  const [writer, reader] = [await scene.connect(mina, roomId), await scene.connect(jun, roomId)];
  for (const body of ["one", "two"]) await writer.sent(body);
  reader.say(JSON.stringify({ type: "read", seq: 2 }));
  await writer.until(() => writer.of("read").some(({ readers }) => readers[jun.id] === 2), "the read");
  await drained(roomId);
  await evict(roomId);
  const asked = requestsOf(roomId);
  const late = await scene.connect(jun, roomId, { after: 2 });
  expect(late.welcome.readers).toEqual({ [mina.id]: 2, [jun.id]: 2 });
  expect(requestsOf(roomId)).toBe(asked);
});

it("B2: typing ends by itself and leaves nothing running: the room can be evicted", async () => {
  const roomId = await scene.room(mina);
  const [writer, other] = [await scene.connect(mina, roomId), await scene.connect(jun, roomId)];
  writer.say(JSON.stringify({ type: "typing", on: true }));
  await other.until(() => other.of("typing").length === 1, "somebody typing");
  await drained(roomId);
  await evict(roomId);
  expect(other.of("typing").map(({ userIds }) => userIds)).toEqual([[mina.id], []]);
});
