/** The keyboard focus after a control removes itself: near its place, never on the page's body. */
import type { Page, Request } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { appendEvents } from "@/db/queries/append";
import { members, rooms } from "@/db/schema";
import type { LogEntry } from "@/lib/events/reduce";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { addPerson } from "@/tests/harness/live/people";
import { addSession, chooseFor, hydrated, isConnected, isLive, say } from "./acts";
import { visitor } from "./browser";
import { holdRequests } from "./routes";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
let site: Site;
let web: string;
/** Mouse and keyboard. */
let mina: Visitor;
let jun: Visitor;
/** Mina's phone, where a focused text field opens the on-screen keyboard. */
let phone: Visitor;
let people: Record<"mina" | "jun", User>;
/** Jun's long history, with a reply to its first message at the end. */
let long: string;
/** Mina's messages within one minute. */
let minute: string;

const HISTORY = 300;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  mina = await visitor(site.browser, { viewport: { width: 1280, height: 800 } });
  jun = await visitor(site.browser, { viewport: { width: 1280, height: 800 } });
  phone = await visitor(site.browser, { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
  people = { mina: await enter("민아", mina, phone), jun: await enter("준서", jun) };
  const { mina: me, jun: other } = people;
  long = await roomOf("긴 이야기", other, 60_000);
  minute = await roomOf("한 분", me, 1);
});

async function enter(name: string, ...pages: Page[]): Promise<User> {
  const { user, cookie } = await addPerson(name, web);
  for (const page of pages) await addSession(page, web, cookie);
  return user;
}

/** A room of both where `author` has written `HISTORY` messages, one each `everyMs`. @returns its address */
async function roomOf(name: string, author: User, everyMs: number): Promise<string> {
  const db = openDatabase(webEnv());
  const id = newId();
  await db.insert(rooms).values({ id, name, createdBy: people.mina.id });
  await db.insert(members).values([
    { roomId: id, userId: people.mina.id, role: "owner" },
    { roomId: id, userId: people.jun.id, role: "member" },
  ]);
  const start = Math.floor(Date.now() / 60_000) * 60_000 - (HISTORY + 2) * everyMs - 60_000 * 10;
  const entries = Array.from({ length: HISTORY }, (_, i): LogEntry => {
    const at = start + i * everyMs;
    const clientId = newId(at);
    const reply = i === HISTORY - 1 ? { replyTo: 1 } : {};
    const event = { kind: "message", seq: i + 1, clientId, author, body: `이야기 ${i + 1}`, sentAt: at, ...reply };
    return { event: event as LogEntry["event"], by: author.id, clientId };
  });
  await appendEvents(db, id, entries, [
    [people.mina.id, HISTORY],
    [people.jun.id, HISTORY],
  ]);
  return `${web}/rooms/${id}`;
}

async function open(page: Page, room: string): Promise<void> {
  await page.goto(room);
  await isConnected(page);
}
const line = (page: Page, seq: number) => page.locator(`[data-message][data-seq="${seq}"]`);
const log = (page: Page) => page.getByRole("log");
const composer = (page: Page) => page.getByRole("textbox", { name: "메시지", exact: true });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });

/** The focused element: the role or tag, and the name or the message's seq. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLElement;
    const labelledBy = document.getElementById(at.getAttribute("aria-labelledby")?.split(" ")[0] ?? "");
    const name = at.dataset.seq ?? at.getAttribute("aria-label") ?? labelledBy?.textContent ?? at.textContent?.trim();
    const kind = at.getAttribute("role") ?? at.tagName.toLowerCase();
    return kind === "body" ? kind : `${kind} ${name}`;
  });

/** Focuses a control and presses it by keyboard. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  await button(page, name).first().press("Enter");
}
/** Scrolls so far from the newest message that the button to return appears. */
async function readBack(page: Page): Promise<void> {
  await log(page).evaluate((element) => element.scrollTo(0, -1_500));
  await button(page, "맨 아래로").waitFor();
}
async function markUnread(page: Page, room: string, from: number): Promise<void> {
  const path = `${web}/api/rooms/${room.split("/").at(-1)}/unread`;
  expect((await page.request.put(path, { data: { from }, headers: { origin: web } })).ok()).toBe(true);
  // Opening the room's address again would return to where the last test has read.
  await page.goto(`${web}/rooms`);
  await open(page, room);
  await button(page, /안 읽은 메시지/).waitFor();
}
/** Searches for the first message without ever finding it. */
async function seekForever(page: Page): Promise<void> {
  await open(page, long);
  await page.route("**/messages?around=*", () => {});
  await line(page, HISTORY).locator("[data-quote]").click();
  await button(page, "그만 찾기").waitFor();
}
/** Makes an edit fail: another tab deletes its message. */
async function failAct(page: Page, room: string): Promise<void> {
  await open(page, room);
  await say(page, "없어질 말");
  const said = page.locator("[data-message][data-state=sent]").filter({ hasText: "없어질 말" }).last();
  await said.waitFor();
  const seq = Number(await said.getAttribute("data-seq"));
  const other = await page.context().newPage();
  await open(other, room);
  await page.route("**/ticket*", (route) => route.abort());
  await page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await page.locator("[data-testid=connection]:not([data-status=live])").waitFor();
  await chooseFor(line(page, seq), "고치기");
  await page.getByLabel("메시지 고치기").fill("고친 말");
  await page.getByLabel("메시지 고치기").press("Enter");
  await chooseFor(line(other, seq), "지우기");
  await other.getByRole("dialog").getByRole("button", { name: "지우기" }).click();
  await other.locator("[data-unconfirmed]").waitFor({ state: "detached" });
  await line(other, seq).filter({ hasText: "없어질 말" }).waitFor({ state: "detached" });
  await other.close();
  await page.unroute("**/ticket*");
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.getByRole("alert").filter({ hasText: "그사이 메시지가 지워져" }).waitFor();
}

/** Makes a reaction of an earlier page fail, so that it can be retried. */
async function failForNow(page: Page, room: string): Promise<void> {
  await open(page, room);
  const clientId = newId();
  const entry = {
    frame: { type: "react", clientId, seq: HISTORY, emoji: "👍", on: true },
    at: Date.now(),
    state: "failed",
    reason: "dropped",
    tab: "gone",
  };
  const key = ["unsent", people.mina.id, room.split("/").at(-1) ?? "", clientId];
  await page.evaluate(
    ([kept, at]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("sarangbang-written");
        opening.onerror = reject;
        opening.onsuccess = () => {
          const writing = opening.result.transaction("written", "readwrite");
          writing.objectStore("written").put(kept, at);
          writing.onerror = reject;
          writing.oncomplete = () => resolve();
        };
      }),
    [entry, key] as const,
  );
  await open(page, room);
  await button(page, "다시 보내기").waitFor();
}
async function failOlder(page: Page): Promise<void> {
  await page.route("**/messages?before=*", (route) => route.abort());
  await open(page, long);
  await log(page).evaluate((element) => element.scrollTo(0, -100_000));
  await button(page, "다시 불러오기").waitFor();
  await page.unroute("**/messages?before=*");
}

interface Case {
  what: string;
  given: (page: Page) => Promise<void>;
  /** The control that is removed when it is pressed. */
  control: string | RegExp;
  goesTo: string | RegExp;
  onPhone?: string | RegExp;
}
const COMPOSER = "textarea 메시지";
const LOG = "log 대화";

const cases: Case[] = [
  {
    what: "the jump to the newest message",
    given: async (page) => {
      await open(page, long);
      await readBack(page);
    },
    control: "맨 아래로",
    goesTo: COMPOSER,
    onPhone: LOG,
  },
  {
    what: "the jump to the first unread message",
    given: (page) => markUnread(page, long, HISTORY - 20),
    control: /안 읽은 메시지/,
    goesTo: `article ${HISTORY - 20}`,
    onPhone: `article ${HISTORY - 20}`,
  },
  {
    what: "dismissing the jump to the first unread message",
    given: (page) => markUnread(page, long, HISTORY - 20),
    control: "닫기",
    goesTo: COMPOSER,
    onPhone: LOG,
  },
  { what: "stopping a search", given: seekForever, control: "그만 찾기", goesTo: COMPOSER, onPhone: LOG },
  {
    what: "dismissing a failed action",
    given: (page) => failAct(page, minute),
    control: "닫기",
    goesTo: COMPOSER,
  },
  {
    what: "retrying a failed action",
    given: (page) => failForNow(page, minute),
    control: "다시 보내기",
    goesTo: COMPOSER,
    onPhone: LOG,
  },
  { what: "retrying to load older messages", given: failOlder, control: "다시 불러오기", goesTo: LOG, onPhone: LOG },
];

it.each(cases)(
  "$what: the focus stays on the page",
  async ({ given, control, goesTo }) => {
    await given(mina);
    await press(mina, control);
    await button(mina, control).waitFor({ state: "detached" });
    await expect.poll(() => focus(mina)).toBe(goesTo);
    await mina.unrouteAll({ behavior: "ignoreErrors" });
  },
  60_000,
);

it.each(cases.filter(({ onPhone }) => onPhone))(
  "$what, on a touch screen: the focus opens no keyboard",
  async ({ given, control, onPhone }) => {
    await given(phone);
    await button(phone, control).first().focus();
    await press(phone, control);
    await button(phone, control).waitFor({ state: "detached" });
    await expect.poll(() => focus(phone)).toBe(onPhone);
    await phone.unrouteAll({ behavior: "ignoreErrors" });
  },
  60_000,
);

it("a removed control that did not have the focus does not move it", async () => {
  await open(mina, long);
  await readBack(mina);
  await button(mina, "방 메뉴").focus();
  await log(mina).evaluate((element) => element.scrollTo(0, 0));
  await button(mina, "맨 아래로").waitFor({ state: "detached" });
  expect(await focus(mina)).toBe("button 방 메뉴");
  await readBack(mina);
  // A press outside all controls: nothing has the focus, by the user's own choice.
  await button(mina, "맨 아래로").focus();
  await mina.evaluate(() => (document.activeElement as HTMLElement).blur());
  await log(mina).evaluate((element) => element.scrollTo(0, 0));
  await button(mina, "맨 아래로").waitFor({ state: "detached" });
  expect(await focus(mina)).toBe("body");
});

it("Home goes to the oldest loaded message, and the focus stays there when older ones of its minute load; an open edit keeps its undo", async () => {
  const release = await holdRequests(mina, "**/messages?before=*");
  await open(mina, minute);
  const before = await mina.locator("[data-message]").count();
  const first = Number(await mina.locator("[data-message]").first().getAttribute("data-seq"));
  expect(first).toBeGreaterThan(1);
  await mina.locator("[data-message]").last().focus();
  await mina.keyboard.press("Home");
  expect(await focus(mina)).toBe(`article ${first}`);
  await mina.keyboard.press("Enter");
  await mina.getByRole("menuitem", { name: "고치기" }).click();
  const field = mina.getByRole("textbox", { name: "메시지 고치기" });
  await expect.poll(() => focus(mina)).toBe("textarea 메시지 고치기");
  const text = await field.inputValue();
  await mina.keyboard.type("!?");
  release();
  await expect.poll(() => mina.locator("[data-message]").count()).toBeGreaterThan(before);
  expect(await focus(mina)).toBe("textarea 메시지 고치기");
  expect(await field.inputValue()).toBe(`${text}!?`);
  for (let i = 0; i < 2; i++) await mina.keyboard.press("Control+z");
  await expect.poll(() => field.inputValue()).toBe(text);
  await mina.keyboard.press("Escape");
  await expect.poll(() => focus(mina)).toBe(`article ${first}`);
  await mina.unrouteAll({ behavior: "ignoreErrors" });
});

it("a cancelled confirmation of blocking returns the focus to the button that opened it", async () => {
  await open(mina, long);
  await button(mina, "준서 님 보기").last().click();
  const card = mina.getByRole("dialog", { name: "준서" });
  await card.getByRole("button", { name: "이 사람 차단", exact: true }).press("Enter");
  await card.getByRole("button", { name: "그만두기" }).press("Enter");
  await card.getByRole("alertdialog").waitFor({ state: "detached" });
  await expect.poll(() => focus(mina)).toBe("button 이 사람 차단");
  await mina.keyboard.press("Escape");
});

it("an accepted request, and an unblocked person, leave the focus in the composer", async () => {
  const stranger = await visitor(site.browser);
  const { id } = await enter("나그네", stranger);
  const opened = await mina.request.post(`${web}/api/directs`, { data: { userId: id }, headers: { origin: web } });
  const direct = `${web}/rooms/${(await opened.json()).room.id}`;
  await open(mina, direct);
  await say(mina, "안녕하세요");
  await mina.locator("[data-message][data-state=sent]").waitFor();
  await open(stranger, direct);
  await press(stranger, "수락");
  await composer(stranger).waitFor();
  await expect.poll(() => focus(stranger)).toBe(COMPOSER);
  const block = `${web}/api/blocks/${people.mina.id}`;
  expect((await stranger.request.put(block, { headers: { origin: web } })).ok()).toBe(true);
  await stranger.goto(direct);
  await press(stranger, "차단 풀기");
  await composer(stranger).waitFor();
  await expect.poll(() => focus(stranger)).toBe(COMPOSER);
  await stranger.context().close();
}, 60_000);

it("an item removed from a list leaves the focus in the list's section of the page", async () => {
  const block = `${web}/api/blocks/${people.jun.id}`;
  expect((await mina.request.put(block, { headers: { origin: web } })).ok()).toBe(true);
  await mina.goto(`${web}/account`);
  await hydrated(button(mina, "차단 풀기"));
  await press(mina, "차단 풀기");
  await mina.getByText("차단한 사람이 없습니다.").waitFor();
  await expect.poll(() => focus(mina)).toBe("section 차단한 사람");
  // From there Tab goes to the next control, not to the page's beginning.
  await mina.keyboard.press("Tab");
  expect(await mina.evaluate(() => document.activeElement?.closest("section")?.querySelector("h2")?.textContent)).toBe(
    "계정 지우기",
  );
});

it("a withdrawn invite and a declined invitation leave the focus in the sheet, in their list, and at last on the page", async () => {
  const invites = (room: string) => `${web}/api/rooms/${room.split("/").at(-1)}/invites`;
  const headers = { origin: web };
  const link = { expiresInS: null, maxUses: null };
  expect((await mina.request.post(invites(long), { data: link, headers })).ok()).toBe(true);
  await open(mina, long);
  await button(mina, "방 메뉴").click();
  await mina.getByRole("menuitem", { name: "방 설정" }).click();
  await mina.getByRole("tab", { name: "초대" }).click();
  await press(mina, "거두기");
  await mina.getByText("살아 있는 초대가 없습니다.").waitFor();
  await expect.poll(() => focus(mina)).toBe("tabpanel 초대");

  const guest = await visitor(site.browser);
  await enter("손님", guest);
  for (const room of [long, minute])
    expect((await mina.request.post(invites(room), { data: { username: "손님" }, headers })).ok()).toBe(true);
  await guest.goto(`${web}/rooms`);
  await button(guest, "거절").nth(1).waitFor();
  await press(guest, "거절");
  await expect.poll(() => button(guest, "거절").count()).toBe(1);
  await expect.poll(() => focus(guest)).toBe("section 받은 초대");
  await press(guest, "거절");
  await button(guest, "거절").waitFor({ state: "detached" });
  await expect.poll(() => guest.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
  await guest.context().close();
});

it("after each discarded text the focus stays near, and finally in the log", async () => {
  await open(jun, minute);
  await say(jun, "내 말");
  await jun.locator("[data-message][data-state=sent]").filter({ hasText: "내 말" }).waitFor();
  await chooseFor(jun.locator("[data-message][data-state=sent]").filter({ hasText: "내 말" }), "고치기");
  await jun.getByLabel("메시지 고치기").fill("고치던 글");
  await composer(jun).fill("쓰던 글");
  const path = `${web}/api/rooms/${minute.split("/").at(-1)}`;
  const archive = (archived: boolean) => mina.request.patch(path, { data: { archived }, headers: { origin: web } });
  expect((await archive(true)).ok()).toBe(true);
  await button(jun, "쓰던 글 버리기").nth(1).waitFor();
  await press(jun, "쓰던 글 버리기");
  await expect.poll(() => button(jun, "쓰던 글 버리기").count()).toBe(1);
  await expect.poll(() => focus(jun)).toBe("section 쓰던 글은 이 기기에 남아 있습니다.");
  await press(jun, "쓰던 글 버리기");
  await button(jun, "쓰던 글 버리기").waitFor({ state: "detached" });
  await expect.poll(() => focus(jun)).toBe(LOG);
  expect((await archive(false)).ok()).toBe(true);
});

it("a failed mark as unread says so beside the log, can be dismissed, and disappears with the next mark and with the room", async () => {
  await open(mina, minute);
  const mark = () => chooseFor(line(mina, HISTORY - 1), "여기부터 안 읽음으로 표시");
  const failed = mina
    .getByRole("alert")
    .filter({ hasText: /\S/ })
    .filter({ has: button(mina, "닫기") });
  const refuse = () => mina.route("**/unread", (route) => route.fulfill({ status: 500, body: "" }));
  await refuse();
  await mark();
  await failed.waitFor();
  const [below, above] = [await failed.boundingBox(), await log(mina).boundingBox()];
  expect(below?.y).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? Number.POSITIVE_INFINITY) - 1);
  await press(mina, "닫기");
  await failed.waitFor({ state: "detached" });
  await expect.poll(() => focus(mina)).toBe(COMPOSER);
  await mark();
  await failed.waitFor();
  await mina.unroute("**/unread");
  await mark();
  await mina.getByTestId("new-line").waitFor();
  expect(await failed.count()).toBe(0);
  await refuse();
  await mark();
  await failed.waitFor();
  await mina.getByRole("navigation", { name: "방 목록" }).getByRole("link", { name: "긴 이야기" }).click();
  await mina.waitForURL(long);
  await isLive(mina);
  expect(await failed.count()).toBe(0);
  await mina.goBack();
  await mina.waitForURL(minute);
  await isLive(mina);
  expect(await failed.count()).toBe(0);
  await mina.unrouteAll({ behavior: "ignoreErrors" });
});

it("a mark as unread that is set while the earlier one is still being cleared stays", async () => {
  const path = `${web}/api/rooms/${minute.split("/").at(-1)}`;
  const set = { data: { from: 2 }, headers: { origin: web } };
  expect((await mina.request.put(`${path}/unread`, set)).ok()).toBe(true);
  await mina.goto(`${web}/rooms`);
  const isClearing = (request: Request) => request.url() === `${path}/unread` && request.postDataJSON().from === null;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await mina.route("**/unread", async (route) => {
    if (isClearing(route.request())) await released;
    await route.continue();
  });
  const clearing = mina.waitForRequest(isClearing);
  const cleared = mina.waitForResponse((response) => isClearing(response.request()));
  await open(mina, minute);
  await clearing;
  const overtakes = mina.waitForResponse(`${path}/unread`, { timeout: 1_000 }).catch(() => undefined);
  await chooseFor(line(mina, HISTORY - 1), "여기부터 안 읽음으로 표시");
  await overtakes;
  release();
  await cleared;
  await mina.getByTestId("new-line").waitFor();
  const { room } = await (await mina.request.get(path)).json();
  expect(room.mine.unreadFrom).toBe(HISTORY - 1);
  await mina.unrouteAll({ behavior: "ignoreErrors" });
});

it("no page had an error", () => {
  const ours = (fault: string) => !/Failed to load resource|ERR_FAILED|Fetch API cannot load/.test(fault);
  for (const page of [mina, jun, phone]) expect(page.faults.filter(ours)).toEqual([]);
});
