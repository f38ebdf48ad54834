/** Presence in a room: who is listed to whom, and what a join costs. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ONLINE_MAX, type RoomFrame } from "@/lib/protocol/room";
import { utf8Bytes } from "@/lib/shared/bytes";
import { isJoined } from "@/party/ports";
import { ROOM_FRAME_MAX_BYTES } from "@/party/room/broadcast";
import { type TestPeer, TestRoom } from "@/tests/harness/room";
import { Random } from "@/tests/simulation/random";
import { ReadPositions } from "./read-positions";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const nameOf = (i: number) => `p${String(i).padStart(4, "0")}`;
const idOf = (i: number) => `user-${nameOf(i)}`;
const idsFrom = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => idOf(from + i));

async function joinAll(from: number, to: number): Promise<TestPeer[]> {
  const peers: TestPeer[] = [];
  for (let i = from; i < to; i++) peers.push(await world.connect(nameOf(i)));
  return peers;
}

/** The users whom a client knows to be online, and how many it knows of: from its welcome and every later frame. */
function knownTo(peer: TestPeer): { ids: string[]; count: number | undefined } {
  const ids = new Set<string>();
  let count: number | undefined;
  for (const frame of peer.frames as RoomFrame[]) {
    if (frame.type === "welcome") {
      ids.clear();
      for (const { id } of frame.online) ids.add(id);
      count = frame.onlineCount;
    } else if (frame.type === "online") {
      // A user in both would be here or gone, depending on the client.
      for (const { id } of frame.joined) expect(frame.left).not.toContain(id);
      for (const { id } of frame.joined) ids.add(id);
      for (const id of frame.left) ids.delete(id);
      count = frame.count;
    } else if (frame.type === "online_page") for (const { id } of frame.users) ids.add(id);
  }
  return { ids: [...ids].sort(), count };
}

/** Reads every further page, as a client does that shows everybody. */
async function readPages(peer: TestPeer): Promise<void> {
  let after = peer.welcome.onlineNext;
  while (after !== undefined) {
    const before = peer.of("online_page").length;
    await peer.say({ type: "online", after });
    const page = peer.of("online_page")[before] ?? expect.fail("no page");
    after = page.next;
  }
}

describe("D7: the list of users who are online is read page by page", () => {
  it("up to 100 are in the welcome", async () => {
    await joinAll(0, ONLINE_MAX - 1);
    const last = await world.connect("last");
    expect(last.welcome).toMatchObject({ onlineCount: ONLINE_MAX });
    expect(last.welcome.online).toHaveLength(ONLINE_MAX);
    expect(last.welcome).not.toHaveProperty("onlineNext");
  });

  it("of more, a welcome has the first 100 by id and its own user, and says how many there are", async () => {
    await joinAll(0, 250);
    const { welcome } = await world.connect("zoe");
    expect(welcome.online.map(({ id }) => id)).toEqual([...idsFrom(0, ONLINE_MAX), "user-zoe"]);
    expect([welcome.onlineCount, welcome.onlineNext]).toEqual([251, idOf(ONLINE_MAX - 1)]);
    const first = await world.connect("a");
    expect(first.welcome.online.map(({ id }) => id)).toEqual(["user-a", ...idsFrom(0, ONLINE_MAX - 1)]);
  });

  it.each(["a member", "a preview"])("%s gets the rest in pages of at most 100, in the order of ids", async (who) => {
    await joinAll(0, 250);
    // A preview whose id would be on the second page.
    const reader = await (who === "a preview"
      ? world.connect(`${nameOf(150)}-`, { guest: { preview: true } })
      : world.connect("a"));
    await readPages(reader);
    const pages = reader.of("online_page");
    expect(pages.map(({ users }) => users.length)).toEqual(who === "a preview" ? [100, 50] : [100, 51]);
    const all = [...reader.welcome.online, ...pages.flatMap(({ users }) => users)].map(({ id }) => id);
    expect(all).toEqual([...(who === "a preview" ? [] : ["user-a"]), ...idsFrom(0, 250)]);
  });

  it("a page continues after an id whose user has left, and after the last one it is empty", async () => {
    const peers = await joinAll(0, 120);
    peers[99]?.drop();
    await world.clock.advance(5_000);
    const reader = peers[0] ?? expect.fail();
    await reader.say({ type: "online", after: idOf(99) });
    expect(
      reader
        .of("online_page")
        .at(-1)
        ?.users.map(({ id }) => id),
    ).toEqual(idsFrom(100, 120));
    await reader.say({ type: "online", after: "zzz" });
    expect(reader.of("online_page").at(-1)).toEqual({ type: "online_page", users: [] });
  });

  it("an `online` frame says how many are online after it", async () => {
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    await world.clock.advance(200);
    expect(mina.of("online").at(-1)).toMatchObject({ joined: [{ id: "user-jun" }], count: 2 });
    jun.drop();
    await world.clock.advance(5_000);
    expect(mina.of("online").at(-1)).toMatchObject({ left: ["user-jun"], count: 1 });
  });

  it("a request for a page counts for the rate limit", async () => {
    world.limits = { rate: 1, burst: 2 };
    await world.restart();
    const mina = await world.connect("mina");
    for (let i = 0; i < 3; i++) await mina.say({ type: "online", after: "" });
    expect(mina.of("online_page")).toHaveLength(2);
    expect(mina.of("refused").at(-1)?.reason).toBe("rate_limited");
  });
});

it("D7: a welcome has at most 1 MB, with long names, many readers and the longest messages", async () => {
  const long = (i: number) => `${nameOf(i)}${"\u{10300}".repeat(27)}`;
  const peers: TestPeer[] = [];
  for (let i = 0; i < 250; i++) peers.push(await world.connect(long(i)));
  for (let i = 0; i < 70; i++) await peers[0]?.send("\u{10300}".repeat(3_950));
  for (const peer of peers.slice(0, 100)) await peer.say({ type: "read", seq: 60 });
  const sizes: Record<string, number> = { fresh: 0, resumed: 0, reset: 0 };
  // From some number on, the missed events no longer fit.
  for (const after of [undefined, 14, 13, 12, 11, 10, 9, 8, 7, 6]) {
    const late = await world.connect(long(999), { after });
    expect(late.welcome.online).toHaveLength(ONLINE_MAX + 1);
    const bytes = utf8Bytes(late.socket.texts[0] ?? "");
    expect(bytes).toBeLessThanOrEqual(ROOM_FRAME_MAX_BYTES);
    // Backpressure counts what is sent.
    expect(late.socket.sent).toBe(late.socket.texts.reduce((sum, text) => sum + utf8Bytes(text), 0));
    sizes[late.welcome.mode] = Math.max(sizes[late.welcome.mode] ?? 0, bytes);
    late.drop();
  }
  expect(sizes.fresh).toBeGreaterThan(800_000);
  expect(sizes.resumed).toBeGreaterThan(970_000);
  expect(sizes.reset).toBe(sizes.fresh);
});

describe("presence: arrivals and departures that are not broadcast yet", () => {
  const close = () =>
    world.room.handleCommands({
      id: "close",
      expiresAt: world.clock.now() + 30_000,
      commands: [{ type: "close", users: ["user-jun"], why: "kicked" }],
    });

  it("a user who arrives and is removed before the next frame is gone for a client welcomed in between", async () => {
    await world.connect("mina");
    await world.connect("jun");
    const witness = await world.connect("witness");
    expect(knownTo(witness).ids).toContain("user-jun");
    await close();
    await world.clock.advance(1_000);
    expect(knownTo(witness)).toEqual({ ids: ["user-mina", "user-witness"], count: 2 });
  });

  it("a user who is removed and returns before the next frame is here for a client welcomed in between", async () => {
    await world.connect("mina");
    await world.connect("jun");
    await world.clock.advance(1_000);
    await world.connect("sora");
    await close();
    const witness = await world.connect("witness");
    expect(knownTo(witness).ids).not.toContain("user-jun");
    // Back in the room, with a ticket that was authorized after the removal.
    const jun = await world.connect("jun", { guest: { at: world.clock.now() + 5_000 } });
    expect(jun.socket.closed).toBeUndefined();
    await world.clock.advance(1_000);
    expect(knownTo(witness).ids).toContain("user-jun");
  });
});

it("B2: a connection whose break wakes the room counts as present until it is broadcast, and its return is not broadcast", async () => {
  const mina = await world.connect("mina");
  const jun = await world.connect("jun");
  await world.clock.advance(10_000);
  await world.hibernate();
  const before = mina.of("online").length;
  jun.drop();
  expect((await world.connect("sora", { guest: { preview: true } })).welcome.onlineCount).toBe(2);
  await world.clock.advance(1_000);
  await world.connect("jun");
  await world.clock.advance(10_000);
  expect(mina.of("online").slice(before)).toEqual([]);
});

/** The truth: the host's sockets. Users whose departure is not broadcast yet count as present. */
function present(): string[] {
  const here = [...world.sockets].filter((socket) => isJoined(socket) && !socket.guest.preview);
  return [...new Set(here.map(({ guest }) => guest.id))].sort();
}

it.each([1, 2, 3, 4, 5, 6])(
  "B2: after any joins, departures, replacements and hibernations everybody knows the users of the host's sockets, seed %i",
  async (seed) => {
    const random = new Random(seed);
    const peers = new Set<TestPeer>();
    for (let step = 0; step < 400; step++) {
      const some = [...peers];
      const peer = some[random.int(some.length)];
      const what = random.int(20);
      if (what < 11 || !peer) {
        // One user in ten has many sockets, so that some are replaced.
        const who = random.chance(0.1) ? 0 : random.int(160);
        peers.add(await world.connect(nameOf(who), { guest: random.chance(0.1) ? { preview: true } : {} }));
      } else if (what < 16) {
        peer.drop();
        peers.delete(peer);
      } else if (what < 17) {
        const users = [peer.socket.guest.id];
        const commands = [{ type: "close" as const, users, why: "kicked" as const }];
        await world.room.handleCommands({ id: `${step}`, expiresAt: world.clock.now() + 30_000, commands });
      } else if (what < 19) await world.clock.advance(random.int(3_000));
      else {
        // A room with a timer does not hibernate.
        await world.clock.advance(10_000);
        await world.hibernate();
      }
      for (const each of peers) if (each.socket.closed) peers.delete(each);
    }
    await world.clock.advance(10_000);
    // Sockets that the room closed stay in the host's list until their close event.
    for (const socket of world.sockets) if (socket.closed) world.sockets.delete(socket);
    expect(present().length).toBeGreaterThan(20);
    const fresh = await world.connect("fresh", { guest: { preview: true } });
    for (const peer of [fresh, ...peers]) {
      await readPages(peer);
      const { ids, count } = knownTo(peer);
      expect(ids).toEqual(present());
      expect(count).toBe(present().length);
    }
    const watched = await world.room.watch({ userId: "watcher", askedAt: world.clock.now() });
    expect(watched?.online).toBe(present().length);
  },
);

/** Counts every socket that the room goes through, and the characters that it encodes as JSON. */
async function costOfJoins(from: number, to: number) {
  let sockets = 0;
  const iterate = world.sockets[Symbol.iterator].bind(world.sockets);
  world.sockets[Symbol.iterator] = function* () {
    for (const socket of iterate()) {
      sockets++;
      yield socket;
    }
    return undefined;
  };
  const encode = vi.spyOn(JSON, "stringify");
  try {
    await Promise.all(Array.from({ length: to - from }, (_, i) => world.connect(nameOf(from + i))));
    await world.clock.advance(1_000);
    const encoded = encode.mock.results.reduce((sum, { value }) => sum + String(value).length, 0);
    return { sockets: sockets / (to - from), encoded: encoded / (to - from) };
  } finally {
    encode.mockRestore();
    world.sockets[Symbol.iterator] = iterate;
  }
}

describe("D7: joins at once cost the same in a full room as in an empty one", () => {
  it("200 joins go through few sockets and encode each user a few times", async () => {
    const reader = await world.connect("reader");
    for (let i = 0; i < 50; i++) await reader.send("말");
    const first = await costOfJoins(0, 200);
    const later = await costOfJoins(400, 600);
    for (const cost of [first, later]) {
      expect(cost.sockets).toBeLessThan(20);
      expect(cost.encoded).toBeLessThan(3_000);
    }
    expect(later.encoded).toBeLessThan(first.encoded * 1.5);
  });

  it("also while the newcomers' read positions change, in a room with more readers than are listed", async () => {
    const reader = await world.connect("reader");
    for (let i = 0; i < 400; i++) await reader.send("말");
    const peers = await joinAll(0, 300);
    for (const [i, peer] of peers.entries()) await peer.say({ type: "read", seq: i + 1 });
    await world.clock.advance(1_000);
    const counted = vi.spyOn(ReadPositions.prototype, "counts");
    for (const peer of peers.slice(0, 50)) {
      await peer.say({ type: "read", seq: 400 });
      await world.connect(`late-${peer.socket.guest.username}`);
    }
    expect(counted.mock.calls.length).toBeLessThan(3);
    counted.mockRestore();
    const late = await world.connect("late");
    await world.clock.advance(1_000);
    const { readCounts } = late.of("read").at(-1) ?? expect.fail("the changes before the welcome are not broadcast");
    // The 50, and the author.
    expect(readCounts?.[400]).toBe(51);
    expect((await world.connect("later")).welcome.readCounts?.[400]).toBe(51);
  });

  it("a burst of joins is broadcast in one frame for everybody, and at most one in 100 ms", async () => {
    const [mina] = [await world.connect("mina")];
    await world.clock.advance(1_000);
    await joinAll(0, 50);
    await world.clock.advance(100);
    await joinAll(50, 200);
    await world.clock.advance(1_000);
    const frames = mina.of("online");
    expect(frames.map(({ joined }) => joined.length)).toEqual([1, 49, 150]);
    expect(frames.at(-1)?.count).toBe(201);
  });
});
