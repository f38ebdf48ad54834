import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RoomFrame } from "@/lib/protocol/room";
import { FakeOutboxes } from "@/tests/harness/fakes/outboxes";
import { Outbox } from "./outbox";
import type { LocalFile, OutboxEntry, Request } from "./requests";

let device: FakeOutboxes;
beforeEach(() => {
  vi.useFakeTimers();
  device = new FakeOutboxes();
});
afterEach(() => vi.useRealTimers());

/** A page with the room open, and the server's end of its socket. */
class Page {
  readonly sent: Request[] = [];
  entries: readonly OutboxEntry[] = [];
  renewed = 0;
  inLog = new Set<string>();
  private isUp = true;
  private ids = 0;
  readonly outbox: Outbox;

  constructor(readonly name: string) {
    const wire = {
      answerTimeoutMs: 10_000,
      canSend: () => this.isUp,
      transmit: (frame: unknown) => this.sent.push(frame as Request),
      unanswered: () => this.renewed++,
      changed: (entries: readonly OutboxEntry[]) => {
        this.entries = entries;
      },
      isInLog: (clientId: string) => this.inLog.has(clientId),
    };
    this.outbox = new Outbox(wire, device.page(name));
    this.outbox.open();
  }

  get sentIds(): string[] {
    return this.sent.map(({ clientId }) => clientId);
  }

  send(body: string, files?: readonly LocalFile[]): string {
    const clientId = `${this.name} ${++this.ids}`;
    this.outbox.send({ type: "send", clientId, body }, this.ids, files);
    return clientId;
  }

  react(on: boolean, isInEffect = !on) {
    const clientId = `${this.name} ${++this.ids}`;
    return this.outbox.amend({ type: "react", clientId, seq: 1, emoji: "👍", on }, this.ids, isInEffect);
  }

  edit(body: string, replaces?: number) {
    const clientId = `${this.name} ${++this.ids}`;
    return this.outbox.amend({ type: "edit", clientId, seq: 1, body, replaces }, this.ids, false);
  }

  refuse(
    clientId: string | undefined,
    reason: Extract<RoomFrame, { type: "refused" }>["reason"],
    retryAfterMs?: number,
  ) {
    return this.outbox.refused({ type: "refused", clientId, reason, retryAfterMs });
  }

  /** The connection ends and the next one is welcomed. */
  breaks(code = 1006) {
    this.isUp = false;
    this.outbox.disconnected(code);
    this.sent.length = 0;
    this.isUp = true;
    this.outbox.welcomed();
  }

  offline() {
    this.isUp = false;
    this.outbox.disconnected(1000);
    this.sent.length = 0;
  }

  online() {
    this.isUp = true;
    this.outbox.welcomed();
  }
}
const settle = () => vi.advanceTimersByTimeAsync(1);

describe("a request that can never be sent does not block its author", () => {
  it("R4: a close with 1009 marks the longest request in flight as failed, and the others are sent again", () => {
    const page = new Page("a");
    const short = page.send("short");
    const long = page.send("long".repeat(1_000));
    page.breaks(1009);
    expect(page.sentIds).toEqual([short]);
    expect(page.entries).toMatchObject([{ state: "sending" }, { state: "failed", reason: "too_long" }]);
    expect(page.entries[1]?.frame.clientId).toBe(long);
  });

  it("a `too_long` refusal without an id, as from older rooms, is about the longest request in flight", () => {
    const page = new Page("a");
    page.send("short");
    page.send("long".repeat(1_000));
    expect(page.refuse(undefined, "too_long")).toBe(true);
    expect(page.entries).toMatchObject([{ state: "sending" }, { state: "failed", reason: "too_long" }]);
    expect(page.refuse(undefined, "busy")).toBe(false);
  });

  it("a request with which the connection breaks again and again is found among others, and fails alone", () => {
    const page = new Page("a");
    const [, poison] = [page.send("one"), page.send("poison"), page.send("three")];
    for (let i = 0; i < 10 && page.entries.some(({ state }) => state === "sending"); i++) {
      if (page.sentIds.includes(poison)) page.breaks();
      for (const id of page.sentIds.filter((each) => each !== poison)) page.outbox.acknowledged(id, 1, 9);
    }
    expect(page.entries).toMatchObject([{ frame: { clientId: poison }, state: "failed", reason: "dropped" }]);
  });

  it("breaks long after a request, and restarts, are attributed to no request", async () => {
    const page = new Page("a");
    page.send("hello");
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(4_000);
      page.breaks();
      page.breaks(1012);
    }
    expect(page.entries).toMatchObject([{ state: "sending" }]);
  });

  it("a frame over the limit is never sent, and fails at once", () => {
    const page = new Page("a");
    page.send("\u0001".repeat(8_000));
    expect(page.sent).toEqual([]);
    expect(page.entries).toMatchObject([{ state: "failed", reason: "too_long" }]);
  });

  it("D5: after a temporary refusal requests go one at a time, so that none overtakes the refused one", () => {
    const page = new Page("a");
    const ids = ["1", "2", "3", "4"].map((body) => page.send(body));
    const [first, second, third, fourth] = ids as [string, string, string, string];
    page.outbox.acknowledged(first, 1, 0);
    page.refuse(second, "rate_limited", 100);
    for (const id of [third, fourth]) page.refuse(id, "rate_limited", 50);
    vi.advanceTimersByTime(100);
    expect(page.sentIds).toEqual([...ids, second]);
    page.outbox.acknowledged(second, 2, 0);
    expect(page.sentIds).toEqual([...ids, second, third]);
    page.outbox.acknowledged(third, 3, 0);
    page.outbox.acknowledged(fourth, 4, 0);
    const next = [page.send("5"), page.send("6")];
    expect(page.sentIds.slice(-2)).toEqual(next);
  });

  it("can be discarded in every state: in flight, held back, failed, offline; later requests go on", async () => {
    const page = new Page("a");
    const flying = page.send("1");
    const held = page.send("2");
    page.refuse(held, "rate_limited", 60_000);
    const failed = page.send("3");
    page.refuse(failed, "forbidden");
    page.offline();
    const unsent = page.send("4");
    for (const id of [flying, held, failed, unsent]) page.outbox.discard(id);
    expect(page.entries).toEqual([]);
    expect(page.outbox.isUnsent).toBe(false);
    page.online();
    const next = page.send("5");
    expect(page.sentIds).toEqual([next]);
    await settle();
    expect([...device.entries.keys()]).toEqual([next]);
  });
});

describe("several pages of one device", () => {
  it("a second page shows what the first one sends, and sends none of it while the first is open", async () => {
    const [one, two] = [new Page("a"), new Page("b")];
    one.offline();
    one.send("hello");
    await settle();
    expect(two.entries).toHaveLength(1);
    expect(two.sent).toEqual([]);
    expect([one.outbox.isUnsent, two.outbox.isUnsent]).toEqual([true, false]);
  });

  it("when the first is closed exactly one of the others takes over, in order, under the same ids", async () => {
    const [one, two, three] = [new Page("a"), new Page("b"), new Page("c")];
    one.offline();
    const ids = [one.send("1"), one.send("2")];
    await settle();
    one.outbox.close();
    device.close("a");
    await settle();
    expect([...two.sentIds, ...three.sentIds]).toEqual(ids);
    expect([two.sentIds.length, three.sentIds.length].sort()).toEqual([0, 2]);
  });

  it("requests of an earlier page are sent when the next one opens; those already in its log are not sent or shown", async () => {
    const one = new Page("a");
    one.offline();
    const [first, second] = [one.send("1"), one.send("2")];
    await settle();
    device.close("a");
    const two = new Page("b");
    two.inLog.add(first);
    await settle();
    expect(two.sentIds).toEqual([second]);
    expect(two.entries).toHaveLength(1);
    expect([...device.entries.keys()]).toEqual([second]);
  });

  it("a request confirmed or discarded on one page disappears from all; a failed one can be sent again from any", async () => {
    const [one, two] = [new Page("a"), new Page("b")];
    const [confirmed, failed] = [one.send("1"), one.send("2")];
    await settle();
    one.refuse(failed, "forbidden");
    one.outbox.confirmed([{ clientId: confirmed }], 1);
    await settle();
    expect(two.entries).toMatchObject([{ state: "failed", reason: "forbidden" }]);
    two.outbox.retry(failed);
    expect(two.sentIds).toEqual([failed]);
    two.outbox.discard(failed);
    await settle();
    expect([one.entries, two.entries]).toEqual([[], []]);
  });

  it("requests that failed because the room was closed are sent when it is open, here and on the next page", async () => {
    const one = new Page("a");
    one.offline();
    const id = one.send("1");
    await settle();
    one.outbox.failAll();
    expect(one.entries).toMatchObject([{ state: "failed", reason: "closed" }]);
    expect(device.entries.get(id)).toMatchObject({ state: "sending" });
    one.outbox.close();
    one.outbox.open();
    one.online();
    expect(one.sentIds).toEqual([id]);
  });
});

describe("the last change wins", () => {
  it("a reaction pressed twice quickly ends as removed: one request at a time", () => {
    const page = new Page("a");
    void page.react(true);
    void page.react(false, true);
    expect(page.sent).toMatchObject([{ on: true }]);
    page.outbox.acknowledged(page.sentIds[0] ?? "", 5, 4);
    expect(page.sent).toMatchObject([{ on: true }, { on: false }]);
  });

  it("a reaction pressed three times is sent once; pressed twice while offline, it is never sent", async () => {
    const page = new Page("a");
    const answers = [page.react(true), page.react(false, true), page.react(true)];
    expect(page.sent).toHaveLength(1);
    page.outbox.acknowledged(page.sentIds[0] ?? "", 5, 5);
    expect(await Promise.all(answers)).toEqual([undefined, undefined, undefined]);
    expect(page.entries).toEqual([]);
    page.offline();
    void page.react(false);
    void page.react(true, true);
    expect(page.entries).toEqual([]);
    page.online();
    expect(page.sent).toEqual([]);
  });

  it("of edits made offline the last one is sent; an earlier one that the room may know is sent first", () => {
    const page = new Page("a");
    void page.edit("one");
    page.offline();
    void page.edit("two");
    void page.edit("three");
    page.online();
    expect(page.sent).toMatchObject([{ body: "one" }]);
    page.outbox.acknowledged(page.sentIds[0] ?? "", 5, 4);
    expect(page.sent).toMatchObject([{ body: "one" }, { body: "three" }]);
  });

  it("an edit says which text it replaces, unless that is the user's own edit in flight", () => {
    const page = new Page("a");
    page.offline();
    void page.edit("one", 7);
    void page.edit("two", 7);
    page.online();
    void page.edit("three", 7);
    page.outbox.acknowledged(page.sentIds[0] ?? "", 5, 5);
    expect(page.sent).toMatchObject([{ body: "two", replaces: 7 }, { body: "three" }]);
    expect(page.sent[1]).not.toHaveProperty("replaces");
  });

  it("if an edit is refused because another device has changed the text, later edits are not sent, and the last one fails as changed", async () => {
    const page = new Page("a");
    const [first, second] = [page.edit("one", 7), page.edit("two", 7)];
    page.refuse(page.sentIds[0], "changed");
    expect(page.sent).toHaveLength(1);
    expect(await Promise.all([first, second])).toEqual([undefined, "changed"]);
    expect(page.entries).toMatchObject([{ state: "failed", reason: "changed", frame: { body: "two" } }]);
  });

  it("a refused change stays as failed with its reason until the next change; deleting a missing message succeeds", async () => {
    const page = new Page("a");
    const edited = page.edit("new");
    page.refuse(page.sentIds[0], "not_found");
    expect(await edited).toBe("not_found");
    expect(page.entries).toMatchObject([{ state: "failed", reason: "not_found", frame: { body: "new" } }]);
    void page.edit("newer");
    expect(page.entries).toMatchObject([{ state: "sending", frame: { body: "newer" } }]);
    const removed = page.outbox.amend({ type: "delete", clientId: "d", seq: 2 }, 9, false);
    page.refuse("d", "not_found");
    expect(await removed).toBeUndefined();
    expect(page.entries).toHaveLength(1);
  });

  it("an accepted change is shown until its event comes", () => {
    const page = new Page("a");
    void page.edit("new");
    page.outbox.acknowledged(page.sentIds[0] ?? "", 5, 4);
    expect(page.entries).toHaveLength(1);
    expect(page.outbox.isUnsent).toBe(false);
    page.outbox.confirmed([], 5);
    expect(page.entries).toEqual([]);
  });
});

describe("a message with files", () => {
  const FILES = [
    { id: "f1", name: "a.png" },
    { id: "f2", name: "b.pdf" },
  ];
  const valid = () => ({ tokens: ["t1", "t2"], validUntil: Date.now() + 60_000 });

  it("is sent once its files are uploaded, with their tokens; later messages do not wait for it", () => {
    const page = new Page("a");
    const withFiles = page.send("look", FILES);
    const text = page.send("and this");
    expect(page.sentIds).toEqual([text]);
    page.outbox.attach(withFiles, valid());
    expect(page.sent.at(-1)).toMatchObject({ clientId: withFiles, body: "look", files: ["t1", "t2"] });
  });

  it("R4: is sent again with the same tokens after a break; expired tokens are not sent", async () => {
    const page = new Page("a");
    const clientId = page.send("look", FILES);
    page.outbox.attach(clientId, valid());
    page.breaks();
    expect(page.sent).toMatchObject([{ clientId, files: ["t1", "t2"] }]);
    await vi.advanceTimersByTimeAsync(60_001);
    page.breaks();
    expect(page.sent).toEqual([]);
    expect(page.entries).toMatchObject([{ state: "sending" }]);
    page.outbox.attach(clientId, { tokens: ["t3", "t4"], validUntil: Date.now() + 60_000 });
    expect(page.sent).toMatchObject([{ clientId, files: ["t3", "t4"] }]);
  });

  it("fails if a file cannot be uploaded, keeps its text and files, and waits for new tokens when it is sent again", () => {
    const page = new Page("a");
    const clientId = page.send("look", FILES);
    page.outbox.failFiles(clientId);
    expect(page.entries).toMatchObject([{ state: "failed", reason: "file", frame: { body: "look" }, files: FILES }]);
    page.outbox.retry(clientId);
    expect([page.entries[0]?.state, page.sent]).toEqual(["sending", []]);
    page.outbox.attach(clientId, valid());
    expect(page.sentIds).toEqual([clientId]);
    page.refuse(clientId, "bad_file");
    expect(page.entries).toMatchObject([{ state: "failed", reason: "bad_file" }]);
    page.outbox.retry(clientId);
    expect(page.sentIds).toEqual([clientId]);
  });

  it("fails only on the page that sends it", async () => {
    const [here, there] = [new Page("a"), new Page("b")];
    const clientId = here.send("look", FILES);
    await settle();
    there.outbox.failFiles(clientId);
    await settle();
    expect([here.entries, there.entries]).toMatchObject([[{ state: "sending" }], [{ state: "sending" }]]);
  });

  it("its files are removed from the device with it, unless the message is moved back to the composer", async () => {
    const page = new Page("a");
    const [sent, discarded, movedBack] = ["f1", "f2", "f3"].map((id) => page.send(id, [{ id, name: id }]));
    await settle();
    page.outbox.attach(sent ?? "", valid());
    page.outbox.confirmed([{ clientId: sent ?? "" }], 1);
    page.outbox.discard(discarded ?? "");
    page.outbox.discard(movedBack ?? "", true);
    expect(device.entries.size).toBe(0);
    expect(device.removedFiles).toEqual(["f1", "f2"]);
  });

  it("R4: moved back to the composer after it was sent, its files are renewed; before that, they are not", async () => {
    const page = new Page("a");
    const [sent, waiting] = ["f1", "f2"].map((id) => page.send(id, [{ id, name: id }]));
    await settle();
    page.outbox.attach(sent ?? "", valid());
    page.outbox.discard(sent ?? "", true);
    page.outbox.discard(waiting ?? "", true);
    expect([device.renewedFiles, device.removedFiles]).toEqual([["f1"], []]);
    const found = page.send("f3", [{ id: "f3", name: "f3" }]);
    await settle();
    const next = new Page("b");
    device.close("a");
    await settle();
    next.outbox.discard(found, true);
    expect(device.renewedFiles).toEqual(["f1", "f3"]);
  });

  it("tells which files no message can have, once it is discarded", async () => {
    const page = new Page("a");
    const unused: string[] = [];
    const stop = page.outbox.onUnused((files) => unused.push(...files.map(({ id }) => id)));
    const [sent, waiting, movedBack, later] = ["f1", "f2", "f3", "f4"].map((id) => page.send(id, [{ id, name: id }]));
    await settle();
    page.outbox.attach(sent ?? "", valid());
    page.outbox.discard(sent ?? "");
    page.outbox.discard(waiting ?? "");
    page.outbox.discard(movedBack ?? "", true);
    stop();
    page.outbox.discard(later ?? "");
    expect(unused).toEqual(["f2"]);
  });
});
