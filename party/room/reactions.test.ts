/** Reactions with any emoji: adding, removing, resume, and their limits. */
import { beforeEach, expect, it } from "vitest";
import { reduce } from "@/lib/events/reduce";
import { newId } from "@/lib/shared/ids";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
let mina: TestPeer;
beforeEach(async () => {
  world = new TestRoom();
  mina = await world.connect("mina");
  await mina.send("hello");
});

const react = (peer: TestPeer, emoji: string, on = true, seq = 1) =>
  peer.say({ type: "react", clientId: newId(world.clock.now()), seq, emoji, on });
const refusals = (peer: TestPeer) => peer.of("refused").map(({ reason }) => reason);
const reactionsSeenBy = (peer: TestPeer) => reduce([], peer.events(), 50)[0]?.reactions ?? {};
/** Different emoji. */
const kinds = (count: number) => Array.from({ length: count }, (_, i) => String.fromCodePoint(0x1f600 + i));

const ANY = ["🫠", "👍🏽", "❤️", "👩🏽‍❤️‍💋‍👨🏿", "🇰🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "🧑🏻‍🤝‍🧑🏿", "🐦‍🔥"];

it("R6: any emoji can be added and removed, and a client that resumes gets the same result", async () => {
  const jun = await world.connect("jun");
  for (const emoji of ANY) await react(jun, emoji);
  await react(mina, "🇰🇷");
  for (const emoji of ANY.slice(0, 4)) await react(jun, emoji, false);
  await world.flush();
  const expected = Object.fromEntries(
    ANY.slice(4).map((emoji) => [emoji, emoji === "🇰🇷" ? ["user-jun", "user-mina"] : ["user-jun"]]),
  );
  for (const peer of [mina, jun]) expect(reactionsSeenBy(peer)).toEqual(expected);
  expect(refusals(jun)).toEqual([]);

  const back = await world.connect("ara", { after: 1 });
  expect(back.welcome).toMatchObject({ mode: "resumed" });
  expect(reduce(reduce([], mina.events().slice(0, 1), 50), back.events(), 50)[0]?.reactions).toEqual(expected);
  await world.restart();
  const fresh = await world.connect("bomi");
  expect(fresh.welcome).toMatchObject({ mode: "fresh", messages: [{ reactions: expected }] });
  expect(world.archive.snapshot()[0]?.reactions).toEqual(expected);
});

it("R6: skin tones are reactions of their own", async () => {
  await react(mina, "👍");
  await react(mina, "👍🏿");
  await react(mina, "👍", false);
  expect(reactionsSeenBy(mina)).toEqual({ "👍🏿": ["user-mina"] });
});

it("D7: a message has at most 20 different emoji; others can join those, and a removed one makes room", async () => {
  const jun = await world.connect("jun");
  for (const emoji of kinds(20)) await react(mina, emoji);
  expect(refusals(mina)).toEqual([]);
  const [first = ""] = kinds(1);
  for (const peer of [mina, jun]) await react(peer, "🎉");
  expect([refusals(mina), refusals(jun)]).toEqual([["forbidden"], ["forbidden"]]);
  await react(jun, first);
  expect(reactionsSeenBy(mina)[first]).toEqual(["user-jun", "user-mina"]);
  // Both have to remove it.
  await react(mina, first, false);
  await react(mina, "🎉");
  expect(refusals(mina)).toEqual(["forbidden", "forbidden"]);
  await react(jun, first, false);
  await react(mina, "🎉");
  expect(refusals(mina)).toHaveLength(2);
  expect(Object.keys(reactionsSeenBy(jun))).toHaveLength(20);
});

it("D4: what is not one emoji is not a reaction", async () => {
  const before = mina.events().length;
  for (const text of ["a", "👍👍", "\ufe0f", "👍\ufe0e", "🏽", "__proto__", "👩\u200d"]) await react(mina, text);
  expect(mina.events()).toHaveLength(before);
  expect(reactionsSeenBy(mina)).toEqual({});
  expect(new Set(refusals(mina))).toEqual(new Set(["invalid"]));
});
