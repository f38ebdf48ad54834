/** Previews: a public room is read by users who are not members. */
import { beforeEach, describe, expect, it } from "vitest";
import { CLOSE } from "@/lib/protocol/connection";
import { newId } from "@/lib/shared/ids";
import { amendments, command } from "@/tests/harness/commands";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const preview = (name: string, options: { after?: number } = {}) =>
  world.connect(name, { ...options, guest: { receipts: false, preview: true } });
const here = (peer: TestPeer) => peer.welcome.online.map(({ username }) => username).sort();
const reasons = (peer: TestPeer) => peer.of("refused").map(({ reason }) => reason);
const arrivals = (peer: TestPeer) => peer.of("online").flatMap(({ joined }) => joined.map(({ username }) => username));

describe("a preview reads", () => {
  it("gets the window, every later event, the events it missed after a break, and the preview flag", async () => {
    const mina = await world.connect("mina");
    await mina.send("one");
    const jun = await preview("jun");
    expect(jun.welcome).toMatchObject({ mode: "fresh", you: { id: "user-jun", role: "member", preview: true } });
    expect(mina.welcome.you).not.toHaveProperty("preview");
    await mina.send("two");
    expect(jun.bodies()).toEqual(["one", "two"]);
    jun.drop();
    await mina.send("three");
    const back = await preview("jun", { after: 2 });
    expect(back.welcome).toMatchObject({ mode: "resumed", you: { preview: true } });
    expect(back.bodies()).toEqual(["three"]);
    await back.say({ type: "sync", after: 0 });
    expect(back.bodies()).toEqual(["three", "one", "two", "three"]);
  });
});

describe("a preview changes nothing", () => {
  it("its messages, edits, deletes and reactions are refused as forbidden, also after hibernation", async () => {
    const mina = await world.connect("mina");
    await mina.send("hers");
    const jun = await preview("jun");
    const frames = ["edit", "delete", "react"];
    const tryAll = async () => {
      await jun.send("his");
      for (const frame of amendments(world, 1)) await jun.say(frame);
    };
    await tryAll();
    await world.hibernate();
    await tryAll();
    expect(reasons(jun)).toEqual(Array(2 * (frames.length + 1)).fill("forbidden"));
    await mina.send("still the second");
    expect(mina.events().map(({ seq }) => seq)).toEqual([1, 2]);
    expect(mina.bodies()).toEqual(["hers", "still the second"]);
  });

  it("is refused without a query to the archive, and every frame counts for its sender's rate limit", async () => {
    world.limits = { rate: 1, burst: 2 };
    await world.hibernate();
    const jun = await preview("jun");
    const asked = world.archive.count("find") + world.archive.count("message");
    const longAgo = newId(world.clock.now() - 3_600_000);
    await jun.send("old", longAgo);
    await jun.say({ type: "react", clientId: newId(world.clock.now()), seq: 1, emoji: "👍", on: true });
    await jun.send("too fast");
    expect(reasons(jun)).toEqual(["forbidden", "forbidden", "rate_limited"]);
    expect(world.archive.count("find") + world.archive.count("message")).toBe(asked);
  });

  it("R4: a message that was accepted from a member is acked again, although its sender is a preview now", async () => {
    const jun = await world.connect("jun");
    const clientId = await jun.send("while a member");
    jun.drop();
    const again = await preview("jun");
    await again.send("while a member", clientId);
    expect(again.of("ack")).toMatchObject([{ clientId, seq: 1 }]);
  });

  it("typing and reading are silently ignored and not broadcast", async () => {
    const mina = await world.connect("mina");
    await mina.send("one");
    const jun = await preview("jun");
    await jun.say({ type: "typing", on: true });
    await jun.say({ type: "read", seq: 1 });
    await world.clock.advance(3_000);
    expect(mina.of("typing")).toEqual([]);
    expect(mina.of("read").flatMap(({ readers }) => Object.keys(readers))).not.toContain("user-jun");
    expect(jun.of("refused")).toEqual([]);
    expect((await world.connect("sora")).welcome.readers).not.toHaveProperty("user-jun");
  });

  it("closing it does not stop the typing of the same user as a member", async () => {
    const [mina, member] = [await world.connect("mina"), await world.connect("jun")];
    const tab = await preview("jun");
    await member.say({ type: "typing", on: true });
    await world.clock.advance(300);
    tab.drop();
    await world.clock.advance(300);
    expect(mina.of("typing").at(-1)?.userIds).toEqual(["user-jun"]);
  });
});

describe("a preview is invisible", () => {
  it("is not present for members, previews and inboxes, also after hibernation", async () => {
    const mina = await world.connect("mina");
    const jun = await preview("jun");
    expect(here(jun)).toEqual(["mina"]);
    await world.hibernate();
    const sora = await preview("sora");
    expect(here(sora)).toEqual(["mina"]);
    expect(await world.room.watch({ userId: "user-ara", askedAt: world.clock.now() })).toMatchObject({ online: 1 });
    jun.drop();
    sora.drop();
    await world.clock.advance(1_000);
    expect(mina.of("online")).toEqual([]);
  });

  it("sees arrivals and departures, and is present once it has reconnected as a member", async () => {
    const mina = await world.connect("mina");
    const tab = await preview("jun");
    const member = await world.connect("jun");
    await world.clock.advance(200);
    expect([arrivals(mina), arrivals(tab)]).toEqual([["jun"], ["jun"]]);
    expect(here(member)).toEqual(["jun", "mina"]);
    tab.drop();
    await world.clock.advance(200);
    expect(mina.of("online").flatMap(({ left }) => left)).toEqual([]);
    member.drop();
    await world.clock.advance(5_000);
    expect(mina.of("online").flatMap(({ left }) => left)).toEqual(["user-jun"]);
  });

  it("gets no read positions, and does not change others' view of the same user", async () => {
    const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
    await mina.send("one");
    await jun.say({ type: "read", seq: 1 });
    await world.clock.advance(400);
    const tab = await preview("jun");
    expect(tab.welcome.readers).toEqual({});
    await world.clock.advance(400);
    expect((await world.connect("sora")).welcome.readers).toMatchObject({ "user-jun": 1 });
    await world.hibernate();
    await mina.send("two");
    await jun.say({ type: "read", seq: 2 });
    await world.clock.advance(400);
    expect((await world.connect("ara")).welcome.readers).toMatchObject({ "user-jun": 2 });
    expect(tab.of("read")).toEqual([]);
  });
});

describe("D3: a preview ends", () => {
  const closedWith = (peer: TestPeer) => peer.closed;

  it("when the room is made private: previews close and their earlier tickets are refused; members stay", async () => {
    const [mina, jun] = [await world.connect("mina"), await preview("jun")];
    await command(world, { type: "open", isReadOnly: false, recheck: true });
    expect(jun.socket.closed).toEqual({ code: CLOSE.noLongerAllowed, reason: "no longer allowed" });
    await world.hibernate();
    const late = await preview("sora");
    expect(late.socket.closed).toEqual({ code: CLOSE.badTicket, reason: "ticket withdrawn" });
    expect((await world.connect("ara")).socket.closed).toBeUndefined();
    await mina.send("among us");
    expect(jun.bodies()).toEqual([]);
    expect(closedWith(mina)).toBeUndefined();
  });

  it("with a ban, with its session and with the room; not when the room is archived", async () => {
    const [jun, sora, ara] = [await preview("jun"), await preview("sora"), await preview("ara")];
    await command(world, { type: "open", isReadOnly: true, recheck: false });
    expect([jun, sora, ara].map(closedWith)).toEqual([undefined, undefined, undefined]);
    await command(world, { type: "close", users: ["user-jun"], why: "banned" });
    await command(world, { type: "close", sessions: ["session-sora"] });
    await command(world, { type: "end" });
    expect([jun, sora, ara].map(closedWith)).toEqual([4003, 4003, 4010]);
  });

  it("a command about a user's role leaves their preview a preview", async () => {
    const jun = await preview("jun");
    await command(world, { type: "role", userId: "user-jun", role: "admin" });
    await jun.send("no");
    expect(reasons(jun)).toEqual(["forbidden"]);
  });
});
