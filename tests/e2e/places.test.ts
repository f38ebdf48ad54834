/** Places in a room's log: links, jumps, Back and Forward, reading in both directions, and a bounded page. In Korean and English, on a desktop and a phone. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { appendEvents } from "@/db/queries/append";
import { members, rooms } from "@/db/schema";
import type { LogEntry } from "@/lib/events/reduce";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { chunks } from "@/lib/shared/chunks";
import { newId } from "@/lib/shared/ids";
import { addPerson } from "@/tests/harness/live/people";
import { addSession, chooseFor, isConnected, isLive, say } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
let site: Site;
let web: string;
let people: Record<"mina" | "jun" | "guest", { user: User; cookie: string }>;
/** A public room with a long history. */
let room: string;

const MESSAGES = 5_200;
const REPLY = 5_195;
const ORIGINAL = 30;
const DELETED = 2_000;
/** The log shows at most this many messages. */
const SHOWN_MAX = 105;
const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, locale: "en-US" };

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  const [mina, jun, guest] = await Promise.all(["민아", "준호", "손님"].map((name) => addPerson(name, web)));
  if (!mina || !jun || !guest) throw new Error("nobody signed up");
  people = { mina, jun, guest };
  room = await roomWithHistory();
}, 120_000);

async function roomWithHistory(): Promise<string> {
  const db = openDatabase(webEnv());
  const id = newId();
  const [mina, jun] = [people.mina.user, people.jun.user];
  await db.insert(rooms).values({ id, name: "오래된 방", createdBy: mina.id, visibility: "public" });
  await db.insert(members).values([
    { roomId: id, userId: mina.id, role: "owner" },
    { roomId: id, userId: jun.id, role: "member" },
  ]);
  const start = Date.now() - MESSAGES * 60_000;
  const entries = Array.from({ length: MESSAGES }, (_, i): LogEntry => {
    const seq = i + 1;
    const author = seq % 3 ? mina : jun;
    const [clientId, sentAt] = [newId(start + i * 20_000), start + i * 20_000];
    const body = seq % 10 ? `이야기 ${seq}` : `긴 이야기 ${seq} `.repeat(30);
    const replyTo = seq === REPLY ? { replyTo: ORIGINAL } : {};
    return { event: { kind: "message", seq, clientId, author, body, sentAt, ...replyTo }, by: author.id, clientId };
  });
  const deleted = { kind: "delete", seq: MESSAGES + 1, target: DELETED, by: mina.id, at: Date.now() } as const;
  entries.push({ event: deleted, by: mina.id, clientId: newId() });
  const read: [string, number][] = [
    [mina.id, MESSAGES],
    [jun.id, MESSAGES],
  ];
  for (const part of chunks(entries, 500)) await appendEvents(db, id, part, read);
  return `/rooms/${id}`;
}

async function as(who: keyof typeof people, options: Parameters<typeof visitor>[1], path = room): Promise<Visitor> {
  const page = await visitor(site.browser, options);
  await addSession(page, web, people[who].cookie);
  await page.goto(web + path);
  if (path.startsWith(room)) await isConnected(page);
  return page;
}

const line = (page: Page, seq: number) => page.locator(`[data-message][data-seq="${seq}"]`);
const said = (page: Page, text: string) => page.locator("[data-message][data-state=sent]").filter({ hasText: text });
const past = (page: Page) => page.getByTestId("past");
const focusedSeq = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-seq]")?.dataset.seq);
const isAt = (page: Page, seq: number) => expect.poll(() => focusedSeq(page), { timeout: 15_000 }).toBe(`${seq}`);
const at = (page: Page) => new URL(page.url()).searchParams.get("at");

/** The seqs that the log shows, and the first one on the screen with its distance from the top of the log. */
function shown(page: Page) {
  return page.evaluate(() => {
    const lines = [...document.querySelectorAll<HTMLElement>("[data-message][data-seq]")];
    const log = document.querySelector("[role=log]")?.getBoundingClientRect().top ?? 0;
    const first = lines.find((each) => each.getBoundingClientRect().bottom > log);
    return {
      count: lines.length,
      oldest: Number(lines[0]?.dataset.seq),
      newest: Number(lines.at(-1)?.dataset.seq),
      first: Number(first?.dataset.seq),
      top: Math.round((first?.getBoundingClientRect().top ?? 0) - log),
    };
  });
}
const topOf = (page: Page, seq: number) =>
  line(page, seq).evaluate((element) => Math.round(element.getBoundingClientRect().top));
const scroll = (page: Page, by: number) =>
  page.locator("[role=log]").evaluate((log, pixels) => log.scrollBy(0, pixels), by);

it("a quote of a message 5,000 messages back leads there with one page; Back and Forward return to where the user was", async () => {
  const page = await as("mina", WIDE);
  await scroll(page, -300);
  await expect.poll(() => page.evaluate(() => window.history.state?.place !== undefined)).toBe(true);
  const before = await shown(page);
  const requests: string[] = [];
  page.on("request", (request) => request.url().includes("/messages?") && requests.push(request.url()));
  await line(page, REPLY).locator("[data-quote]").click();
  await isAt(page, ORIGINAL);
  expect(requests.filter((url) => url.includes("around="))).toHaveLength(1);
  expect(at(page)).toBe(`${ORIGINAL}`);
  await past(page).getByText("지난 메시지를 보고 있습니다").waitFor();
  expect((await shown(page)).count).toBeLessThanOrEqual(SHOWN_MAX);
  const box = await line(page, ORIGINAL).boundingBox();
  expect(box?.y).toBeGreaterThan(100);
  expect(box?.y).toBeLessThan(700);
  const there = await shown(page);

  await page.goBack();
  await line(page, before.first).waitFor();
  await expect.poll(() => shown(page)).toMatchObject({ first: before.first, top: before.top });
  expect(at(page)).toBeNull();
  await page.goForward();
  // The focus does not show it: a return moves the focus only if the page was left before its place was saved.
  await expect.poll(() => shown(page), { timeout: 15_000 }).toMatchObject({ first: there.first });
  expect(page.faults).toEqual([]);
});

it("in English on a phone: a reload stays, the banner leads to the present, and Back to the place before", async () => {
  const page = await as("jun", PHONE, `${room}?at=1200`);
  await isAt(page, 1200);
  await past(page).getByText("You are viewing older messages").waitFor();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBe(0);
  await scroll(page, 150);
  await expect.poll(() => page.evaluate(() => window.history.state?.place?.seq)).toBeGreaterThan(1190);
  const { first, top } = await shown(page);
  await page.reload();
  await expect.poll(() => shown(page), { timeout: 15_000 }).toMatchObject({ first, top });
  await past(page).getByRole("button", { name: "Jump to present" }).tap();
  await past(page).waitFor({ state: "detached" });
  await line(page, MESSAGES).waitFor();
  expect(at(page)).toBeNull();
  await page.goBack();
  await line(page, first).waitFor();
  await expect.poll(() => shown(page)).toMatchObject({ first, top });
  expect(page.faults).toEqual([]);
});

it("a highlight fades, and without motion it stays and then ends", async () => {
  for (const reducedMotion of ["no-preference", "reduce"] as const) {
    const page = await as("mina", { ...WIDE, reducedMotion }, `${room}?at=4000`);
    await isAt(page, 4000);
    const frames = await line(page, 4000).evaluate((element) =>
      element.getAnimations().flatMap((each) => (each.effect as KeyframeEffect).getKeyframes().map((f) => f.outline)),
    );
    expect(frames).toHaveLength(2);
    expect(frames[0] === frames[1]).toBe(reducedMotion === "reduce");
    await page.context().close();
  }
});

it("a link says if its message is deleted or does not exist, and otherwise leads to it, also for a preview and after signing in", async () => {
  const page = await as("mina", WIDE, `${room}?at=${DELETED}`);
  const notice = page.getByTestId("seek");
  await notice.getByRole("alert").getByText("지워진 메시지입니다.").waitFor();
  await line(page, DELETED).waitFor();
  // An event that is no message, and one that does not exist.
  for (const seq of [MESSAGES + 1, 999_999]) {
    await page.goto(`${web}${room}?at=${seq}`);
    await notice.getByRole("alert").getByText("이 방의 기록에 없는 메시지입니다.").waitFor();
    await notice.getByRole("button", { name: "닫기" }).click();
    await notice.waitFor({ state: "detached" });
  }
  const guest = await as("guest", WIDE, `${room}?at=77`);
  await isAt(guest, 77);
  await guest.getByTestId("join-room").waitFor();
  const stranger = await fetch(`${web}${room}?at=77`, { redirect: "manual" });
  expect(stranger.headers.get("location")).toContain(`next=${encodeURIComponent(`${room}?at=77`)}`);
  expect([...page.faults, ...guest.faults]).toEqual([]);
});

it("a message's menu copies its link, and says aloud if it cannot; a link in a message leads there on the same page", async () => {
  const page = await as("mina", WIDE, `${room}?at=3000`);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: web });
  await isAt(page, 3000);
  await chooseFor(line(page, 3001), "링크 복사");
  await page.getByTestId("copy-status").getByText("복사했습니다.").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(`${web}${room}?at=3001`);
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error());
    document.execCommand = () => false;
  });
  await chooseFor(line(page, 3001), "링크 복사");
  await page.getByRole("status").getByText("복사하지 못했습니다.").waitFor();

  await say(page, `여기 보세요 ${link}`);
  await said(page, "여기 보세요").getByRole("link").click();
  await isAt(page, 3001);
  expect(page.context().pages()).toHaveLength(1);
  expect(page.faults).toEqual([]);
});

it("a message sent while older messages are shown appears at the present, and Back leads to the older ones", async () => {
  const page = await as("mina", WIDE, `${room}?at=900`);
  await isAt(page, 900);
  await say(page, "지금 보낸 말");
  await said(page, "지금 보낸 말").waitFor();
  await past(page).waitFor({ state: "detached" });
  const box = await said(page, "지금 보낸 말").boundingBox();
  expect(box && box.y < 800).toBe(true);
  expect(await line(page, 900).count()).toBe(0);
  await page.goBack();
  await line(page, 900).waitFor();
  await past(page).waitFor();
  expect(page.faults).toEqual([]);
});

it("messages that arrive while older ones are shown move nothing and are there at the present; edits and deletes of shown old messages are seen at once", async () => {
  const [page, other] = [await as("mina", WIDE, `${room}?at=600`), await as("jun", WIDE, `${room}?at=600`)];
  await Promise.all([isAt(page, 600), isAt(other, 600)]);
  const [before, top] = [await shown(page), await topOf(page, 600)];
  const draft = page.getByRole("textbox", { name: "메시지" });
  await draft.fill("쓰던 글");
  await say(other, "먼저 온 말");
  await say(other, "나중에 온 말");
  await past(page).getByText("새 메시지 2개").waitFor();
  expect(await topOf(page, 600)).toBe(top);
  expect((await shown(page)).newest).toBe(before.newest);
  await page.getByTestId("new-messages").getByText("나중에 온 말").waitFor();

  await other.goBack();
  await line(other, 600).waitFor();
  await chooseFor(line(other, 600), "고치기");
  const field = other.getByRole("textbox", { name: "메시지 고치기" });
  await field.fill("고친 옛말");
  await field.press("Enter");
  await line(page, 600).getByText("고친 옛말").waitFor();
  expect(await topOf(page, 600)).toBe(top);
  await chooseFor(line(other, 603), "지우기");
  await other.getByRole("dialog").getByRole("button", { name: "지우기" }).click();
  await line(page, 603).getByText("지워진 메시지입니다").waitFor();

  await past(page).getByRole("button", { name: "새 메시지 2개" }).click();
  await said(page, "먼저 온 말").waitFor();
  await said(page, "나중에 온 말").waitFor();
  expect(await draft.inputValue()).toBe("쓰던 글");
  await draft.fill("");
  expect([...page.faults, ...other.faults]).toEqual([]);
});

it("reading back 700 messages and forth again: nothing moves, nothing is missing, and the page has at most 105 of them", async () => {
  const page = await as("mina", WIDE);
  const seen = new Set<number>();
  let largest = 0;
  const look = async () => {
    const now = await shown(page);
    largest = Math.max(largest, now.count);
    for (let seq = now.oldest; seq <= now.newest; seq++) seen.add(seq);
    return now;
  };
  /** Scrolls to an end of what is shown, and waits until more is; the line at the top of the screen must not move. */
  const read = async (end: "oldest" | "newest") => {
    const before = await look();
    await scroll(page, end === "oldest" ? -100_000 : 100_000);
    const { first, top } = await shown(page);
    await expect.poll(async () => (await look())[end], { timeout: 15_000 }).not.toBe(before[end]);
    expect(Math.abs((await topOf(page, first)) - top - (await logTop(page)))).toBeLessThanOrEqual(1);
  };
  while ((await look()).oldest > MESSAGES - 700) await read("oldest");
  expect((await look()).newest).toBeLessThan(MESSAGES - 500);
  await past(page).waitFor();
  while ((await past(page).count()) > 0) await read("newest");
  const end = await look();
  expect(largest).toBeLessThanOrEqual(SHOWN_MAX);
  expect(seen.size).toBe(end.newest - Math.min(...seen) + 1);
  await scroll(page, 100_000);
  await said(page, "나중에 온 말").waitFor();
  expect(page.faults).toEqual([]);
}, 120_000);

it("scrolling up as fast as pages arrive reaches the room's first message, with at most 105 messages in the page and a few added at once", async () => {
  const page = await as("mina", WIDE, `${room}?at=1200`);
  await line(page, 1_200).waitFor();
  const { most, added } = await page.evaluate(async () => {
    const log = document.querySelector("[role=log]") as HTMLElement;
    let most = 0;
    let added = 0;
    new MutationObserver((changes) => {
      const elements = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node instanceof Element);
      const lines = elements.flatMap((each) => [each, ...each.querySelectorAll("*")]);
      added = Math.max(added, lines.filter((each) => each.hasAttribute("data-message")).length);
    }).observe(log, { childList: true, subtree: true });
    for (let seq = "", since = performance.now(); seq !== "1" && performance.now() - since < 10_000; ) {
      log.scrollTop = -log.scrollHeight;
      await new Promise((resolve) => setTimeout(resolve, 30));
      const lines = log.querySelectorAll<HTMLElement>("[data-message]");
      most = Math.max(most, lines.length);
      const oldest = lines[0]?.dataset.seq ?? "";
      if (oldest !== seq) [seq, since] = [oldest, performance.now()];
    }
    return { most, added };
  });
  await page.getByText("여기서 이야기가 시작되었습니다").waitFor();
  expect((await shown(page)).oldest).toBe(1);
  expect(most).toBeLessThanOrEqual(SHOWN_MAX);
  // Five, and if cutting removes part of a group, React may create that group again.
  expect(added).toBeGreaterThanOrEqual(5);
  expect(added).toBeLessThan(10);
}, 120_000);

const logTop = (page: Page) =>
  page.locator("[role=log]").evaluate((log) => Math.round(log.getBoundingClientRect().top));

it("a link to an old message leaves newer ones unread", async () => {
  const writer = await as("mina", WIDE);
  const reader = await as("jun", WIDE, "/rooms");
  await say(writer, "아직 안 읽은 말");
  await said(writer, "아직 안 읽은 말").waitFor();
  await reader.getByTestId("unread-badge").first().waitFor();
  await reader.goto(`${web}${room}?at=1500`);
  await isLive(reader);
  await isAt(reader, 1500);
  const answer = await reader.request.get(`${web}/api${room}`);
  expect((await answer.json()).room.mine.unread).toBeGreaterThan(0);
  await past(reader).getByRole("button").click();
  await reader.getByTestId("new-line").waitFor();
  await expect
    .poll(async () => (await (await reader.request.get(`${web}/api${room}`)).json()).room.mine.unread, {
      timeout: 15_000,
    })
    .toBe(0);
});
