import { beforeEach, expect, it } from "vitest";
import type { LogEntry } from "@/lib/events/reduce";
import { newId } from "@/lib/shared/ids";
import { WRITE_MAX } from "@/party/ports";
import { Alarms } from "@/party/room/lifecycle/alarms";
import { FakeClock } from "@/tests/harness/fakes/clock";
import { FakeStore } from "@/tests/harness/fakes/store";
import { COMMIT_MAX, StorageLog, storedLength } from "./storage-log";

let store: FakeStore;
let clock: FakeClock;
beforeEach(() => {
  store = new FakeStore();
  clock = new FakeClock();
});

const open = () => new StorageLog(store, clock, new Alarms(store));
const author = { id: newId(), username: "민아" };
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);

function entry(seq: number, body = "말"): LogEntry {
  const clientId = newId(clock.now() + seq);
  return { event: { kind: "message", seq, clientId, author, body, sentAt: seq }, by: author.id, clientId };
}
const run = (from: number, to: number, body?: string) => upTo(to, from).map((seq) => entry(seq, body));
const rows = () => [...store.pairs.keys()].filter((key) => key.startsWith("log:"));
const seqs = (entries: readonly LogEntry[]) => entries.map(({ event }) => event.seq);
const mark = (log: StorageLog, seq: number) => log.archivedTo({ seq, lastMessage: seq, readers: {} });

it("B4: a commit is one put of one row, and short messages share rows, asleep in between or not", async () => {
  let log = open();
  for (let seq = 1; seq <= 60; seq++) {
    store.calls = [];
    await log.put([entry(seq)]);
    expect(store.calls.filter((call) => call === "put")).toHaveLength(1);
    if (seq % 3 > 0) continue;
    log = open();
    expect(seqs((await log.read()).entries)).toEqual(upTo(seq));
  }
  expect(rows().length).toBeLessThan(4);
});

it("D7: no row exceeds what a host allows for one value, whatever the texts and however many events a commit has", async () => {
  const texts = ["가".repeat(4_000), `${"a".repeat(3_999)}가`, "\\".repeat(4_000), "👩‍👩‍👧‍👦".repeat(300), "말"];
  const largest = "\u{10300}".repeat(4_000);
  const log = open();
  await log.put(run(1, 500).map((each, i) => entry(each.event.seq, texts[i % texts.length])));
  // A host stores a text with one byte per character, or with two if any character does not fit in Latin-1.
  const bytes = (value: unknown) => JSON.stringify(value).length * 2;
  for (const key of rows()) expect(bytes(store.pairs.get(key))).toBeLessThan(128 * 1024);
  expect(seqs((await open().read()).entries)).toEqual(upTo(500));
  store.pairs.clear();
  // The fake store refuses more pairs than a host takes in one put.
  await open().put(run(1, COMMIT_MAX, largest));
  expect(rows().length).toBeLessThanOrEqual(WRITE_MAX);
});

it("the number of unarchived events, and the log after any seq, do not depend on the rows", async () => {
  const log = open();
  await log.put(run(1, 3));
  for (const size of [1, 40, 7, 200, 2]) {
    const { entries } = await open().read();
    const head = entries.length;
    await log.put(run(head + 1, head + size));
  }
  const head = 253;
  for (const seq of [0, 1, 2, 3, 4, 43, 44, 50, 51, 200, 252, 253]) {
    expect(seqs(await log.after(seq))).toEqual(upTo(head, seq + 1));
    await mark(log, seq);
    expect(await storedLength(store)).toEqual({ head, outbox: head - seq });
  }
});

it("R3 R4: rows are deleted when all of their entries are archived and 100 newer ones remain; the watermark covers them", async () => {
  const log = open();
  for (let seq = 1; seq <= 400; seq++) {
    await log.put([entry(seq)]);
    await mark(log, Math.max(0, seq - 5));
  }
  const { archived, entries } = await open().read();
  expect(entries.length).toBeGreaterThanOrEqual(105);
  expect(entries.length).toBeLessThan(200);
  expect(seqs(entries)).toEqual(upTo(400, entries[0]?.event.seq));
  expect(archived?.horizon).toBe(clock.now() + (entries[0]?.event.seq ?? 0) - 1);
});

it("rows of an earlier release, one entry each, are read, counted, extended and deleted", async () => {
  const old = run(1, 120);
  for (const each of old) store.pairs.set(`log:${String(each.event.seq).padStart(12, "0")}`, each);
  store.pairs.set("archived", { seq: 118, lastMessage: 118, horizon: 0 });
  expect(await storedLength(store)).toEqual({ head: 120, outbox: 2 });
  const log = open();
  expect(seqs((await log.read()).entries)).toEqual(upTo(120));
  await log.put([entry(121)]);
  expect(seqs(await log.after(117))).toEqual(upTo(121, 118));
  await mark(log, 121);
  expect(seqs((await open().read()).entries)).toEqual(upTo(121, 22));
});

it("R3: events that are being written do not count as archived ones that remain", async () => {
  const log = open();
  await log.put(run(1, 150));
  store.hold();
  const writing = log.put(run(151, 600));
  const marking = mark(log, 120);
  store.release();
  await Promise.all([writing, marking]);
  expect(seqs(await open().after(20))).toEqual(upTo(600, 21));
  expect(await storedLength(store)).toEqual({ head: 600, outbox: 480 });
});

it("R3: a sleeping room counts an event that was written after a mark and a failed write of the same seq", async () => {
  let log = open();
  await log.put(run(1, 3));
  store.isAway = true;
  await expect(log.put(run(4, 400, "가".repeat(400)))).rejects.toThrow("unavailable");
  store.isAway = false;
  await mark(log, 3);
  log = open();
  await log.read();
  await log.put([entry(4)]);
  expect(await storedLength(store)).toEqual({ head: 4, outbox: 1 });
});
