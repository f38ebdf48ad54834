/** Messages with files: their tokens, their order, and what becomes of the files. */
import { beforeEach, expect, it } from "vitest";
import { reduce } from "@/lib/events/reduce";
import { newId } from "@/lib/shared/ids";
import { settle } from "@/tests/harness/fakes/clock";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
let mina: TestPeer;
let jun: TestPeer;
beforeEach(async () => {
  world = new TestRoom();
  mina = await world.connect("mina");
  jun = await world.connect("jun");
});

const sendFiles = async (peer: TestPeer, body: string, files: string[], clientId = newId(world.clock.now())) => {
  await peer.say({ type: "send", clientId, body, files });
  return clientId;
};

it("a message has the files of its tokens, each once, live, in the archive, in Redis and after a resume", async () => {
  const [one, two] = [world.files.issue("mina"), world.files.issue("mina", "b.pdf")];
  await sendFiles(mina, "a.png, b.pdf", [one.token, two.token, one.token]);
  await world.flush();
  const expected = { body: "a.png, b.pdf", files: [one.file, two.file] };
  expect(jun.events()).toMatchObject([expected]);
  expect(world.archive.entries.map(({ event }) => event)).toMatchObject([expected]);
  expect((await world.cache.read()).messages).toMatchObject([expected]);
  await world.restart();
  expect((await world.connect("ara", { after: 0 })).events()).toMatchObject([expected]);
});

it.each(["a forged token", "another user's token", "an expired token"])("%s is refused with bad_file", async (what) => {
  const good = world.files.issue("mina").token;
  const bad = { "a forged token": "forged", "another user's token": world.files.issue("jun").token }[what] ?? good;
  if (what === "an expired token") world.files.expire(good);
  const clientId = await sendFiles(mina, "a", [good, bad]);
  expect(mina.of("refused")).toMatchObject([{ clientId, reason: "bad_file" }]);
  expect(jun.events()).toEqual([]);
});

it("R2: nobody sees a message while its tokens are verified, and later requests of its socket wait for it", async () => {
  const [first, second] = [world.files.issue("mina"), world.files.issue("mina")];
  world.files.hold();
  const sent = [await sendFiles(mina, "one", [first.token]), await mina.send("two")];
  await mina.say({ type: "react", clientId: newId(world.clock.now()), seq: 1, emoji: "👍", on: true });
  sent.push(await sendFiles(mina, "three", [second.token]), await mina.send("four"));
  expect([...mina.of("ack"), ...jun.events()]).toEqual([]);
  await jun.send("meanwhile");
  world.files.release();
  await settle();
  await world.flush();
  expect(jun.bodies()).toEqual(["meanwhile", "one", "two", "reaction", "three", "four"]);
  expect(
    mina
      .of("ack")
      .map(({ clientId }) => clientId)
      .filter((id) => sent.includes(id)),
  ).toEqual(sent);
  await mina.send("five");
  expect(mina.of("ack").at(-1)).toMatchObject({ seq: 7 });
});

it("a socket waits for its own files only, and a refused file does not keep later messages back", async () => {
  world.files.hold();
  await sendFiles(mina, "one", ["forged"]);
  await mina.send("two");
  const other = await world.connect("mina");
  await other.send("another tab");
  expect(jun.bodies()).toEqual(["another tab"]);
  world.files.release();
  await settle();
  expect(jun.bodies()).toEqual(["another tab", "two"]);
});

it("R4: a repeated send gets the first ack, also if it is repeated at once or its token has expired since", async () => {
  const { token } = world.files.issue("mina");
  const clientId = newId(world.clock.now());
  world.files.hold();
  await sendFiles(mina, "one", [token], clientId);
  await sendFiles(mina, "one", [token], clientId);
  world.files.release();
  await settle();
  world.files.expire(token);
  await sendFiles(mina, "one", [token], clientId);
  expect(mina.of("ack")).toMatchObject(Array(3).fill({ clientId, seq: 1 }));
  expect(jun.bodies()).toEqual(["one"]);
});

it("R4: a repeated send that only the archive knows gets its ack, although its token has expired", async () => {
  const { token } = world.files.issue("mina");
  const clientId = await sendFiles(mina, "one", [token]);
  await world.flush();
  world.store.pairs.clear();
  await world.restart();
  world.files.expire(token);
  const back = await world.connect("mina");
  await sendFiles(back, "one", [token], clientId);
  expect(back.of("ack")).toMatchObject([{ clientId, seq: 1 }]);
});

it("B1: a message with files asks no store before its ack", async () => {
  const { token } = world.files.issue("mina");
  world.archive.isAway = true;
  await sendFiles(mina, "one", [token]);
  expect(mina.of("ack")).toHaveLength(1);
  expect(world.files.verified).toBe(1);
});

it("D3: a user who was removed while a token was verified sends nothing", async () => {
  const { token } = world.files.issue("mina");
  world.files.hold();
  await sendFiles(mina, "one", [token]);
  await world.room.handleCommands({
    ...{ id: newId(), expiresAt: world.clock.now() + 30_000, at: world.clock.now() },
    commands: [{ type: "close", users: ["user-mina"], why: "kicked" }],
  });
  world.files.release();
  await settle();
  expect(jun.bodies()).toEqual([]);
});

it("R6: an edit keeps the files, a delete removes them, also for those who come back later", async () => {
  const { token, file } = world.files.issue("mina");
  await sendFiles(mina, "a.png", [token]);
  await mina.say({ type: "edit", clientId: newId(world.clock.now()), seq: 1, body: "look" });
  expect(reduce([], jun.events(), 50)).toMatchObject([{ body: "look", files: [file] }]);
  await mina.say({ type: "delete", clientId: newId(world.clock.now()), seq: 1 });
  await world.flush();
  expect(reduce([], jun.events(), 50)[0]).not.toHaveProperty("files");
  const late = await world.connect("ara", { after: 0 });
  expect(late.events()[0]).not.toHaveProperty("files");
});
