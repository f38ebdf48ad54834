/** A room that is evicted from memory while its sockets hibernate, in the real runtime. */
import { expect, it } from "vitest";
import { newId } from "@/lib/shared/ids";
import { cutPower, questionsOf, without } from "./outside";
import { archived, drained, evict, rowsOf, scene, seqs, upTo } from "./rooms";
import { Sender } from "./sender";

const pick = ({ seq, body, clientId }: { seq: number; body: string; clientId: string }) => ({ seq, body, clientId });

const mina = await scene.person("민아");
const jun = await scene.person("Jun");
const sora = await scene.person("소라");

it("R1 R2 R3 R5: evicted after every message, numbers have no gap, sockets stay, everyone sees each event once", async () => {
  const roomId = await scene.room(mina);
  const peers = [];
  for (const user of [mina, jun, sora]) peers.push(await scene.connect(user, roomId));
  for (const n of upTo(18)) {
    expect(await peers[n % 3]?.sent(`m${n}`)).toBe(n);
    await evict(roomId);
  }
  for (const peer of peers) {
    await peer.until(() => peer.events().length >= 18, "18 events");
    expect(seqs(peer.events())).toEqual(upTo(18));
    expect(peer.closed).toBeUndefined();
  }
  const rows = await archived(roomId, 18);
  expect(rows.map(({ seq, body }) => `${seq} ${body}`)).toEqual(upTo(18).map((n) => `${n} m${n}`));
}, 90_000);

it("R1 R5: evicted with its sockets closed, numbers continue and a returning client gets exactly the events it missed", async () => {
  const roomId = await scene.room(mina);
  const first = await scene.connect(mina, roomId);
  const away = await scene.connect(jun, roomId);
  expect(await first.sent("one")).toBe(1);
  await away.until(() => away.events().length === 1, "the first message");
  away.drop();
  expect(await first.sent("two")).toBe(2);
  await evict(roomId, "close");
  await first.until(() => first.closed !== undefined, "the end of the socket");
  const back = await scene.connect(jun, roomId, { after: 1 });
  expect(back.welcome).toMatchObject({ mode: "resumed", head: 2 });
  expect(seqs(back.events())).toEqual([2]);
  expect(await back.sent("three")).toBe(3);
  expect((await archived(roomId, 3)).map(({ body }) => body)).toEqual(["one", "two", "three"]);
});

it("R1 R2 R4 R5: with power cuts during bursts, every acked message is there, no number is used twice, nobody saw more than the log", async () => {
  const roomId = await scene.room(mina);
  const senders = [mina, jun, sora].map((user) => new Sender(user, roomId));
  let cutOff = 0;
  for (const round of upTo(6)) {
    for (const sender of senders) await sender.comeIn();
    for (const sender of senders) sender.send(60);
    await senders[round % 3]?.hears(round * 7);
    await cutPower();
    for (const sender of senders) await sender.loses();
    cutOff += senders.reduce((sum, { unacked }) => sum + unacked.size, 0);
  }
  expect(cutOff).toBeGreaterThan(0);
  for (const sender of senders) await sender.comeIn();
  for (const sender of senders) {
    await sender.hears(sender.unacked.size);
    await sender.sees(3 * 6 * 60);
    sender.keep();
  }
  const rows = await archived(roomId, 3 * 6 * 60);
  expect(seqs(rows)).toEqual(upTo(3 * 6 * 60));
  expect(new Set(rows.map(({ body }) => body)).size).toBe(3 * 6 * 60);
  const log = rows.map(pick);
  for (const { seen, acked } of senders) {
    expect(seen.map((event) => event.kind === "message" && pick(event))).toEqual(log);
    for (const [clientId, seq] of acked) expect(log[seq - 1]?.clientId).toBe(clientId);
  }
}, 90_000);

it("R4: after hibernation a repeated send gets the first ack and is not broadcast again, and a first one makes no request", async () => {
  const roomId = await scene.room(mina);
  const peer = await scene.connect(mina, roomId);
  const other = await scene.connect(jun, roomId);
  const clientId = newId();
  peer.send("once", clientId);
  await peer.until(() => peer.of("ack").length === 1, "an ack");
  await drained(roomId);
  await evict(roomId);
  const before = questionsOf(roomId);
  expect(before).toBeGreaterThan(0);
  peer.send("once", clientId);
  await peer.until(() => peer.of("ack").length === 2, "the ack again");
  expect(peer.of("ack")[1]).toEqual(peer.of("ack")[0]);
  await evict(roomId);
  expect(await peer.sent("twice")).toBe(2);
  expect(questionsOf(roomId)).toBe(before);
  await other.until(() => other.events().length >= 2, "both messages");
  expect(other.events()).toMatchObject([{ body: "once" }, { body: "twice" }]);
  expect(await archived(roomId, 2)).toHaveLength(2);
});

it("C4 R1: a hibernated room wakes, numbers and broadcasts with both stores unavailable", async () => {
  const roomId = await scene.room(mina);
  const [peer, other] = [await scene.connect(mina, roomId), await scene.connect(jun, roomId)];
  await peer.sent("before");
  await drained(roomId);
  await evict(roomId);
  await without(["postgres", "redis"], async () => {
    expect(await peer.sent("while both are away")).toBe(2);
    await other.until(() => other.events().length === 2, "both messages");
  });
  expect(seqs(await archived(roomId, 2))).toEqual([1, 2]);
  expect(await rowsOf(roomId)).toHaveLength(2);
});
