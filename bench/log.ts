/**
 * `npm run bench:log`: a long room in Chromium. Reads its whole history back, then measures the page: elements, memory, the
 * longest task, and the time until a message that arrives, or is sent, is on the screen.
 *
 *   npm run bench:log -- [--messages 5000] [--slow 4] [--built]
 */
import { parseArgs } from "node:util";
import type { CDPSession, Page } from "playwright-core";
import { openDatabase } from "@/db/client";
import { appendEvents } from "@/db/queries/append";
import { members, rooms } from "@/db/schema";
import { startCloud } from "@/dev/cloud";
import type { LogEntry } from "@/lib/events/reduce";
import { webEnv } from "@/lib/server/env";
import { chunks } from "@/lib/shared/chunks";
import { newId } from "@/lib/shared/ids";
import { launchBrowser, visitor } from "@/tests/e2e/browser";
import { addPerson } from "@/tests/harness/live/people";
import { sceneIn } from "@/tests/harness/live/rooms";
import { roomsOptions } from "@/tests/harness/live/rooms-host";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";
import { testBackends } from "@/tests/harness/servers/servers";
import { temporaryFolder } from "@/tests/harness/servers/shared";
import { corpus, seeded } from "./search-corpus";

const { values: options } = parseArgs({
  options: {
    messages: { type: "string", default: "5000" },
    /** How many times slower the page's CPU is. */
    slow: { type: "string", default: "4" },
    /** Uses the last build. */
    built: { type: "boolean", default: false },
  },
});
const total = Number(options.messages);
const slow = Number(options.slow);
const ROUNDS = 5;

/** Evaluated in the page as a string, since compiled functions need helpers that the page lacks. */
const WATCH = `
  window.arrivals = [];
  window.presses = [];
  window.long = [];
  const painted = (done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  });
  window.WebSocket = class extends WebSocket {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data }) => {
        const since = performance.now();
        if (String(data).includes('"events"')) painted(() => window.arrivals.push(performance.now() - since));
      });
    }
  };
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === "keydown") window.presses.push(duration);
  }).observe({ type: "event", durationThreshold: 16 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.long.push(duration);
  }).observe({ type: "longtask" });
`;
let sent = 0;

/** Scrolls up by one screen after another until the first message is shown. */
const READ_BACK = `(async () => {
  const log = document.querySelector("[role=log]");
  while (log.querySelector("[data-seq]").dataset.seq !== "1") {
    log.scrollBy(0, -log.clientHeight);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
})()`;

const cloud = await startCloud({
  ...(await testBackends()).options,
  ...(await roomsOptions()),
  dataDir: temporaryFolder("sarangbang-bench-"),
  next: options.built ? "prebuilt" : "start",
  env: { LIMIT_SCALE: "1000" },
});
Object.assign(process.env, cloud.env);
const browser = await launchBrowser();
try {
  await measure();
} finally {
  await browser.close();
  await cloud.stop();
}
process.exit();

async function measure(): Promise<void> {
  const [reader, writer] = [await person("읽는이"), await person("쓰는이")];
  const roomId = await longRoom([reader.user, writer.user]);
  const page = await open(reader.cookie, `/rooms/${roomId}`);
  // No second page, which would take CPU time while it shows its own message.
  const other = await sceneIn(cloud).connect(writer.user, roomId);
  const chromium = await page.context().newCDPSession(page);
  if (slow > 1) await chromium.send("Emulation.setCPUThrottlingRate", { rate: slow });
  console.log(`${total} messages, CPU slowed ${slow} ×`);
  print("opened", await weightOf(page, chromium));
  print("at the present", await times(page, other, ROUNDS));
  await page.evaluate("window.long = []");
  await page.evaluate(READ_BACK);
  const long = (await page.evaluate("window.long")) as number[];
  const tasks = { "tasks over 50 ms": long.length, "longest task ms": Math.max(0, ...long) };
  print("history read back", { ...(await weightOf(page, chromium)), ...tasks });
  // One own send only, since it may lead back to the newest messages.
  print("after that", await times(page, other, 1));
}

async function person(name: string) {
  return addPerson(name, cloud.urls.web);
}

async function longRoom(users: Awaited<ReturnType<typeof person>>["user"][]): Promise<string> {
  const db = openDatabase(webEnv());
  const [id, words, start] = [newId(), corpus(seeded(3)), Date.now() - total * 30_000];
  await db.insert(rooms).values({ id, name: "긴 방", createdBy: `${users[0]?.id}` });
  await db.insert(members).values(users.map((user) => ({ roomId: id, userId: user.id })));
  const entries = Array.from({ length: total }, (_, i): LogEntry => {
    const author = users[i % 3 === 0 ? 0 : 1] as (typeof users)[number];
    const [clientId, sentAt] = [newId(start + i * 30_000), start + i * 30_000];
    const replyTo = i > 20 && i % 9 === 0 ? { replyTo: i - 5 } : {};
    const event = { kind: "message", seq: i + 1, clientId, author, body: words(), sentAt, ...replyTo } as const;
    return { event, by: author.id, clientId };
  });
  const read = users.map(({ id }): [string, number] => [id, total]);
  for (const part of chunks(entries, 500)) await appendEvents(db, id, part, read);
  return id;
}

async function open(cookie: string, path: string): Promise<Page> {
  const page = await visitor(browser, { viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = cookie.split(/=(.*)/s);
  await page.addInitScript(WATCH);
  await page.context().addCookies([{ name, value, url: cloud.urls.web, httpOnly: true, sameSite: "Lax" }]);
  await page.goto(cloud.urls.web + path);
  await page.locator("[data-testid=connection][data-status=live]").waitFor();
  // The page then has the parts that it loads while it is idle.
  await page.waitForTimeout(3_000);
  return page;
}

async function weightOf(page: Page, chromium: CDPSession) {
  await chromium.send("HeapProfiler.collectGarbage");
  const { usedSize } = await chromium.send("Runtime.getHeapUsage");
  const count = (selector: string) => page.locator(selector).count();
  return {
    "messages in the page": await count("[data-message]"),
    elements: await count("*"),
    "heap MB": usedSize / 1e6,
  };
}

/** Milliseconds until a message is on the screen: from its arrival, and from the key that sends it. */
async function times(page: Page, other: RoomPeer, sends: number): Promise<Record<string, number>> {
  const arrivals: number[] = [];
  const presses: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const text = `온 말 ${++sent}`;
    await other.send(text);
    await page.getByTestId("new-messages").getByText(text).waitFor({ state: "attached" });
    arrivals.push(Number(await page.evaluate("window.arrivals.at(-1)")));
  }
  for (let i = 0; i < sends; i++) {
    const text = `보낸 말 ${++sent}`;
    await say(page, text);
    await page.locator("[data-message][data-state=sent]").filter({ hasText: text }).waitFor();
    await page.waitForTimeout(1_000);
    presses.push(Number(await page.evaluate("Math.max(...window.presses.slice(-2))")));
  }
  return { "arrival ms": median(arrivals), "own send ms": median(presses) };
}

function median(figures: number[]): number {
  return figures.sort((a, b) => a - b)[figures.length >> 1] ?? 0;
}

function composer(page: Page) {
  return page.getByRole("textbox", { name: "메시지" });
}

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Control+Enter");
}

function print(title: string, figures: Record<string, number>): void {
  const cells = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(value < 100 ? 1 : 0)}`);
  console.log(`${title}: ${cells.join(" · ")}`);
}
