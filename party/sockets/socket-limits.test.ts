/** D7: sockets of one user and of one room. */
import { beforeEach, expect, it } from "vitest";
import { CLOSE } from "@/lib/protocol/connection";
import { TestRoom } from "@/tests/harness/room";
import { SOCKETS_PER_USER } from "./socket-limits";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

async function connectAll(count: number, name = "mina") {
  const peers = [];
  for (let i = 0; i < count; i++) {
    const peer = await world.connect(name);
    peer.socket.connectedAt = 1_000 + i;
    peers.push(peer);
  }
  return peers;
}

it("D7: one user's eleventh socket in a room closes their oldest, and nobody else's", async () => {
  const jun = await world.connect("jun");
  const [first, ...others] = await connectAll(SOCKETS_PER_USER + 1);
  expect(first?.socket.closed).toEqual({ code: CLOSE.replaced, reason: "too many connections" });
  expect([...others, jun].filter(({ socket }) => socket.closed)).toEqual([]);
  await others.at(-1)?.send("still one person");
  expect(jun.of("events")).toHaveLength(1);
});

it("D7: of 300 sockets of one user ten stay, also after hibernation and before the host drops the closed ones", async () => {
  const peers = await connectAll(150);
  await world.hibernate();
  peers.push(...(await connectAll(150)));
  const open = peers.filter(({ socket }) => !socket.closed);
  expect(open).toHaveLength(SOCKETS_PER_USER);
});

it("D7: previews count together with the same user's other sockets", async () => {
  const preview = await world.connect("mina", { guest: { preview: true } });
  preview.socket.connectedAt = 1;
  await connectAll(SOCKETS_PER_USER);
  expect(preview.closed).toBe(CLOSE.replaced);
});

it("D7: sockets accepted before this rule, which have no time, count as the oldest", async () => {
  const peers = await connectAll(SOCKETS_PER_USER);
  const old = peers[5];
  if (old) old.socket.connectedAt = undefined;
  await world.connect("mina");
  expect(peers.filter(({ socket }) => socket.closed)).toEqual([old]);
});

it("D7: a full room refuses the next socket with busy, closes no other, and accepts it once another user has left", async () => {
  world.socketsMax = 3;
  await world.restart();
  const [mina] = [await world.connect("mina"), await world.connect("jun"), await world.connect("ara")];
  const late = await world.connect("late");
  expect(late.of("refused")).toEqual([{ type: "refused", reason: "busy", retryAfterMs: 1_000 }]);
  expect(late.socket.closed).toEqual({ code: 1013, reason: "room full" });
  expect(mina.socket.closed).toBeUndefined();
  late.drop();
  mina.drop();
  expect((await world.connect("late")).welcome.mode).toBe("fresh");
});

it("D7: a user whose newest socket replaces their oldest gets into a full room", async () => {
  world.socketsMax = SOCKETS_PER_USER;
  await world.restart();
  const [first] = await connectAll(SOCKETS_PER_USER);
  first?.drop();
  expect((await world.connect("mina")).welcome.mode).toBe("fresh");
});
