/**
 * `npm run bench:log`: a long room in Chromium. Reads its whole history back, then measures the page: elements, memory, the
 * longest task, and the CPU time of a message that arrives and of one that is sent.
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
import { roomsOptions } from "@/tests/harness/live/rooms-host";
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
  const path = await longRoom([reader.user, writer.user]);
  const page = await open(reader.cookie, path);
  const other = await open(writer.cookie, path);
  const chromium = await page.context().newCDPSession(page);
  await chromium.send("Performance.enable");
  if (slow > 1) await chromium.send("Emulation.setCPUThrottlingRate", { rate: slow });
  console.log(`${total} messages, CPU slowed ${slow} ×`);
  print("opened", await weightOf(page, chromium));
  print("at the present", await costs(page, other, chromium));
  const longest = await readBack(page);
  print("history read back", { ...(await weightOf(page, chromium)), "longest task ms": longest });
  const arrivals = await repeated(() => arrival(page, other, chromium));
  print("after that", { "arrival CPU ms": arrivals, "own send CPU ms": await ownSend(page, chromium) });
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
  return `/rooms/${id}`;
}

async function open(cookie: string, path: string): Promise<Page> {
  const page = await visitor(browser, { viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = cookie.split(/=(.*)/s);
  await page.context().addCookies([{ name, value, url: cloud.urls.web, httpOnly: true, sameSite: "Lax" }]);
  await page.goto(cloud.urls.web + path);
  await page.locator("[data-testid=connection][data-status=live]").waitFor();
  return page;
}

/** Scrolls up until the first message is shown. @returns the longest task in ms */
async function readBack(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let longest = 0;
    const watch = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    });
    watch.observe({ type: "longtask" });
    const log = document.querySelector("[role=log]") as HTMLElement;
    const isFirst = () => log.querySelector("[data-seq]")?.getAttribute("data-seq") === "1";
    while (!isFirst()) {
      log.scrollTop = -log.scrollHeight;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    watch.disconnect();
    return longest;
  });
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

async function costs(page: Page, other: Page, chromium: CDPSession) {
  const arrivals = await repeated(() => arrival(page, other, chromium));
  return { "arrival CPU ms": arrivals, "own send CPU ms": await repeated(() => ownSend(page, chromium)) };
}

/** The median. */
async function repeated(act: () => Promise<number>): Promise<number> {
  const figures: number[] = [];
  for (let i = 0; i < ROUNDS; i++) figures.push(await act());
  return figures.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
}

let sent = 0;

/** The page's CPU time for a message that somebody else sends. */
function arrival(page: Page, other: Page, chromium: CDPSession): Promise<number> {
  const text = `온 말 ${++sent}`;
  return cpuOf(chromium, async () => {
    await say(other, text);
    // The announcement for screen readers comes last, a second later.
    await page.getByTestId("new-messages").getByText(text).waitFor({ state: "attached" });
  });
}

/** The page's CPU time for a message that its user sends. */
async function ownSend(page: Page, chromium: CDPSession): Promise<number> {
  const text = `보낸 말 ${++sent}`;
  await composer(page).fill(text);
  return cpuOf(chromium, async () => {
    await composer(page).press("Control+Enter");
    await page.locator("[data-message][data-state=sent]").filter({ hasText: text }).waitFor();
    await page.waitForTimeout(1_000);
  });
}

const composer = (page: Page) => page.getByRole("textbox", { name: "메시지" });

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Control+Enter");
}

/** The time that the page's main thread is busy meanwhile, in ms. */
async function cpuOf(chromium: CDPSession, act: () => Promise<void>): Promise<number> {
  const busy = async () => {
    const { metrics } = await chromium.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  };
  const before = await busy();
  await act();
  return ((await busy()) - before) * 1_000;
}

function print(title: string, figures: Record<string, number>): void {
  const cells = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(value < 100 ? 1 : 0)}`);
  console.log(`${title}: ${cells.join(" · ")}`);
}
