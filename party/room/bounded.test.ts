/** D7: frames of one socket cost little, whatever their content, and are limited. */
import { beforeEach, expect, it } from "vitest";
import { newId } from "@/lib/shared/ids";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
beforeEach(async () => {
  world = new TestRoom();
});

async function limited(rate = 10, burst = 20) {
  world.limits = { rate, burst };
  await world.restart();
}

const reasons = (peer: TestPeer) => peer.of("refused").map(({ reason }) => reason);
const wrong: Array<[string, () => string]> = [
  ["no JSON", () => "{"],
  ["no frame", () => "{}"],
  [
    "a body of combining marks",
    () => JSON.stringify({ type: "send", clientId: newId(), body: "\u0315\u0300\u05ae".repeat(2_000) }),
  ],
  ["too long", () => "x".repeat(37_000)],
  ["a typing that is none", () => '{"type":"typing","on":5}'],
  ["a reply to a missing message", () => JSON.stringify({ type: "send", clientId: newId(), body: "hi", replyTo: 99 })],
];

it.each(wrong)("D7: %s counts against the rate", async (_, frame) => {
  await limited(1, 2);
  const mina = await world.connect("mina");
  await mina.say(frame());
  await mina.say(frame());
  expect(reasons(mina)).not.toContain("rate_limited");
  await mina.send("no token is left");
  expect(reasons(mina).at(-1)).toBe("rate_limited");
  expect(mina.of("ack")).toEqual([]);
});

it.each(wrong)(
  "D7: a socket that keeps sending the same frame in spite of refusals is closed with 4008: %s",
  async (_, frame) => {
    await limited(1, 2);
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    for (let i = 0; i < 41; i++) await mina.say(frame());
    expect(mina.socket.closed).toEqual({ code: 4008, reason: "too many refusals" });
    await jun.send("still here");
    expect([jun.of("ack").length, jun.socket.closed]).toEqual([1, undefined]);
  },
);

it("D7: a client that slows down late is refused, waits, continues, and stays connected", async () => {
  await limited();
  const mina = await world.connect("mina");
  for (let i = 0; i < 60; i++) {
    for (let n = 0; n < 15; n++) await mina.send("fast");
    await world.clock.advance(1_000);
  }
  expect(mina.socket.closed).toBeUndefined();
  expect(mina.of("ack").length).toBeGreaterThan(600);
});

it("D7: pings cost nothing, too frequent typing is dropped, and neither closes a socket", async () => {
  await limited();
  const mina = await world.connect("mina");
  for (let second = 0; second < 60; second++) {
    for (let i = 0; i < 40; i++) await mina.say({ type: "typing", on: true });
    for (let i = 0; i < 50; i++) await mina.say({ type: "ping" });
    await world.clock.advance(1_000);
  }
  expect([mina.socket.closed, reasons(mina)]).toEqual([undefined, []]);
  await mina.send("and a message");
  expect(mina.of("ack")).toHaveLength(1);
});

it("D7: a flood of frames that are dropped without an answer ends with a close", async () => {
  await limited(1, 2);
  const mina = await world.connect("mina");
  for (let i = 0; i < 141; i++) await mina.say({ type: "typing", on: true });
  expect(mina.closed).toBe(4008);
});

const long = "가".repeat(4_000);

it("D7 R5: a client that missed more text than fits in a frame gets a window; asking again costs no encoding and no read", async () => {
  const mina = await world.connect("mina");
  for (let i = 0; i < 120; i++) await mina.send(long);
  await world.flush();
  const jun = await world.connect("jun", { after: 0 });
  expect(jun.welcome.mode).toBe("reset");
  let encoded = 0;
  const { stringify } = JSON;
  JSON.stringify = ((...args: Parameters<typeof stringify>) => {
    const text = stringify(...args);
    encoded += text?.length ?? 0;
    return text;
  }) as typeof stringify;
  try {
    for (let i = 0; i < 10; i++) await jun.say('{"type":"sync","after":0}');
  } finally {
    JSON.stringify = stringify;
  }
  expect(jun.of("welcome")).toHaveLength(11);
  expect(encoded).toBeLessThan(20_000);
});

it("D7: reading missed events from Redis or the archive stops when they exceed a frame", async () => {
  const mina = await world.connect("mina");
  for (let i = 0; i < 400; i++) await mina.send(long);
  await world.flush();
  await world.restart();
  let read = 0;
  const after = world.cache.after.bind(world.cache);
  world.cache.after = async (seq, limit) => {
    const events = await after(seq, limit);
    read += events.length;
    return events;
  };
  const jun = await world.connect("jun", { after: 0 });
  expect(jun.welcome.mode).toBe("reset");
  expect(read).toBeLessThanOrEqual(300);
});

it("D7: syncs that are each answered with a window are limited by bytes", async () => {
  const mina = await world.connect("mina");
  for (let i = 0; i < 120; i++) await mina.send(long);
  await world.flush();
  await limited();
  const jun = await world.connect("jun");
  for (let i = 0; i < 30; i++) {
    await jun.say('{"type":"sync","after":0}');
    await world.clock.advance(100);
  }
  const resets = jun.of("welcome").length - 1;
  expect(resets).toBeLessThan(25);
  expect(reasons(jun)).toContain("rate_limited");
  expect(jun.of("refused")[0]?.retryAfterMs).toBeGreaterThan(0);
});
