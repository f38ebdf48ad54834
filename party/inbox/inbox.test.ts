import { beforeEach, expect, it } from "vitest";
import { inboxFrame } from "@/lib/protocol/inbox";
import { newId } from "@/lib/shared/ids";
import { FakeClock } from "@/tests/harness/fakes/clock";
import { FakeStore } from "@/tests/harness/fakes/store";
import { TestSocket } from "@/tests/harness/peers/test-socket";
import { Inbox, type Owner } from "./inbox";

const MIB = 1024 * 1024;

type Page = TestSocket<Owner>;

/** The marks that the page has not returned yet. */
const takeMarks = ({ texts }: Page) =>
  texts.splice(0).filter((text) => inboxFrame.parse(JSON.parse(text)).type === "mark");

let pages: Page[];
let clock: FakeClock;
let inbox: Inbox;
beforeEach(() => {
  pages = [];
  clock = new FakeClock();
  inbox = new Inbox({
    sockets: () => pages,
    store: new FakeStore(),
    clock,
    mayKnow: async () => [],
    watchRoom: async () => ({ since: 0, head: 0, online: 0, messages: [], deleted: [] }),
    sessions: async () => new Map(),
    warn: () => {},
  });
});

async function open(count: number): Promise<Page[]> {
  for (let i = 0; i < count; i++) {
    const page = new TestSocket<Owner>({ id: "mina", sessionId: "s" });
    pages.push(page);
    await inbox.join(page, { ticketId: newId(), expiresAt: clock.now() + 30_000 });
  }
  return pages;
}

/** Delivers an update of nearly half a MiB. */
function hear(): void {
  const last = { author: "jun", body: "가".repeat(170_000), sentAt: 0 };
  inbox.receiveUpdate({
    type: "news",
    news: { roomId: newId(), since: 1, head: 1, online: 1, last, messages: [], deleted: [] },
  });
}

it("D7: pages that do not read hold at most 36 MiB together, whatever frames they send meanwhile", async () => {
  await open(10);
  for (let i = 0; i < 120; i++) {
    hear();
    for (const page of pages) if (!page.closed) await inbox.receive(page, '{"type":"watch","rooms":[]}');
    await clock.advance(4 * 60_000);
    const held = pages.filter(({ closed }) => closed === undefined).reduce((sum, { sent }) => sum + sent, 0);
    expect(held).toBeLessThanOrEqual(37 * MIB);
  }
  expect(pages.filter(({ closed }) => closed?.code === 1013).length).toBeGreaterThan(0);
});

it("D7: a page that returns the marks stays connected", async () => {
  const [page] = await open(1);
  for (let i = 0; i < 200; i++) {
    hear();
    for (const mark of takeMarks(page ?? expect.fail())) await inbox.receive(page ?? expect.fail(), mark);
    await clock.advance(1_000);
  }
  expect(page?.closed).toBeUndefined();
  expect(page?.sent).toBeGreaterThan(80 * MIB);
});
