/** Pins and saved messages: production build, real rooms, on desktop and phone, in Korean and English. */
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { appendEvents } from "@/db/queries/append";
import { members, pins, rooms } from "@/db/schema";
import type { LogEntry } from "@/lib/events/reduce";
import { PINS_MAX } from "@/lib/protocol/limits";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { addPerson } from "@/tests/harness/live/people";
import { addSession, chooseFor, isLive, say } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
type Person = Awaited<ReturnType<typeof addPerson>>;

const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
const HISTORY = 120;
const OLD_SEQ = 7;

let site: Site;
let web: string;
let owner: Person;
let member: Person;
let mina: Visitor;
let jun: Visitor;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  [owner, member] = [await addPerson("민아", web), await addPerson("준", web)];
  [mina, jun] = [await signedIn(owner, WIDE), await signedIn(member, WIDE)];
});

async function signedIn({ cookie }: Person, options: Parameters<typeof visitor>[1]): Promise<Visitor> {
  const page = await visitor(site.browser, options);
  await addSession(page, web, cookie);
  return page;
}

/**
 * A private room of the two, whose archive has these messages before its room object first wakes: an open page wakes it as soon as its
 * user is a member. @returns its id
 */
async function roomWith(name: string, body: (seq: number) => string): Promise<string> {
  const db = openDatabase(webEnv());
  const id = newId();
  await db.insert(rooms).values({ id, name, createdBy: owner.user.id, visibility: "private" });
  const entries = Array.from({ length: HISTORY }, (_, i) => said(owner.user, i + 1, body(i + 1)));
  await appendEvents(db, id, entries);
  await db.insert(members).values([
    { roomId: id, userId: owner.user.id, role: "owner" },
    { roomId: id, userId: member.user.id },
  ]);
  return id;
}

function said(author: User, seq: number, body: string): LogEntry {
  const clientId = newId();
  const sentAt = Date.now() - (HISTORY - seq) * 60_000;
  return { event: { kind: "message", seq, clientId, author, body, sentAt }, by: author.id, clientId };
}

async function open(page: Page, roomId: string) {
  await page.goto(`${web}/rooms/${roomId}`);
  await isLive(page);
}

const line = (page: Page, text: string) => page.locator("[data-message]").filter({ hasText: text });
const mark = (page: Page, text: string, name: string) => line(page, text).getByText(name, { exact: true });
const notice = (page: Page, text: string) => page.locator("[data-notice]").filter({ hasText: text });
const listed = (page: Page) => page.getByRole("dialog").locator("[data-listed]");
const seqInFocus = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("data-seq"));
const status = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });

async function chooseByKeyboard(message: Locator, item: string) {
  await message.focus();
  await message.press("Enter");
  const chosen = message.page().getByRole("menuitem", { name: item, exact: true });
  await chosen.waitFor();
  for (let i = 0; i < 20 && !(await chosen.evaluate((node) => node.hasAttribute("data-highlighted"))); i++)
    await message.page().keyboard.press("ArrowDown");
  await message.page().keyboard.press("Enter");
}

it("a member pins by keyboard: everybody sees the mark, the system message and the list at once, and may unpin", async () => {
  const id = await roomWith("찻집", (seq) => `이야기 ${seq}`);
  await open(mina, id);
  await open(jun, id);
  expect(await jun.getByRole("banner").getByRole("button", { name: "고정한 메시지" }).count()).toBe(0);
  await chooseByKeyboard(line(mina, "이야기 120"), "고정하기");
  await status(mina, "고정했습니다.").waitFor({ state: "attached" });
  await mark(mina, "이야기 120", "고정됨").waitFor();
  await mark(jun, "이야기 120", "고정됨").waitFor();
  await notice(jun, "민아 님이 메시지를 고정했습니다.").waitFor();

  await mina.getByRole("banner").getByRole("button", { name: "고정한 메시지" }).click();
  await listed(mina).first().waitFor();
  expect(await listed(mina).allTextContents()).toEqual([expect.stringMatching(/민아.*이야기 120.*민아 님이 고정함/)]);
  await chooseFor(line(jun, "이야기 119"), "고정하기");
  await expect.poll(() => listed(mina).count(), { timeout: 15_000 }).toBe(2);
  await listed(mina).last().getByRole("button", { name: "고정 풀기" }).click();
  await expect.poll(() => listed(mina).count(), { timeout: 15_000 }).toBe(1);
  await mark(jun, "이야기 120", "고정됨").waitFor({ state: "detached" });
  await notice(jun, "민아 님이 메시지의 고정을 풀었습니다.").waitFor();
  await listed(mina).getByRole("button", { name: "고정 풀기" }).click();
  await mina.getByText("아직 고정한 메시지가 없습니다").waitFor();
  await mark(mina, "이야기 119", "고정됨").waitFor({ state: "detached" });
  expect(await mina.getByRole("dialog").count()).toBe(1);
  expect([...mina.faults, ...jun.faults]).toEqual([]);
});

it("R6: the list has the newest text of an edited message, and says that a deleted one was deleted", async () => {
  const id = await roomWith("고침", (seq) => `말 ${seq}`);
  await open(mina, id);
  await say(mina, "처음 글");
  await chooseFor(line(mina, "처음 글"), "고정하기");
  await mark(mina, "처음 글", "고정됨").waitFor();
  await chooseFor(line(mina, "처음 글"), "고치기");
  const field = mina.getByRole("textbox", { name: "메시지 고치기" });
  await field.fill("나중 글");
  await field.press("Control+Enter");
  await mark(mina, "나중 글", "고정됨").waitFor();
  const pinsButton = mina.getByRole("banner").getByRole("button", { name: "고정한 메시지" });
  const text = async () => {
    await pinsButton.click();
    const shown = await listed(mina).first().textContent();
    await mina.keyboard.press("Escape");
    await mina.getByRole("dialog").waitFor({ state: "detached" });
    return shown;
  };
  await expect.poll(text, { timeout: 15_000 }).toContain("나중 글");
  await chooseFor(line(mina, "나중 글"), "지우기");
  await mina.getByRole("dialog").getByRole("button", { name: "지우기" }).click();
  await expect.poll(text, { timeout: 15_000 }).toContain("지워진 메시지");
  expect(mina.faults).toEqual([]);
});

it("a pin, and its system message, lead to the place of an old message; Escape returns to the button", async () => {
  const id = await roomWith("옛날", (seq) => (seq === OLD_SEQ ? "오래된 **약속**" : `말 ${seq}`));
  const db = openDatabase(webEnv());
  await db.insert(pins).values({ roomId: id, seq: OLD_SEQ, pinnedBy: owner.user.id });
  await open(jun, id);
  const button = jun.getByRole("banner").getByRole("button", { name: "고정한 메시지" });
  await button.press("Enter");
  await listed(jun).first().waitFor();
  await jun.keyboard.press("Escape");
  await expect.poll(() => button.evaluate((node) => node === document.activeElement)).toBe(true);
  await button.press("Enter");
  expect(await listed(jun).getByText("오래된 약속").count()).toBe(1);
  await listed(jun).getByRole("link").press("Enter");
  await expect.poll(() => seqInFocus(jun), { timeout: 15_000 }).toBe(`${OLD_SEQ}`);
  await jun.getByRole("dialog").waitFor({ state: "detached" });
  await mark(jun, "오래된 약속", "고정됨").waitFor();

  await chooseFor(line(jun, "오래된 약속"), "고정 풀기");
  await open(jun, id);
  await notice(jun, "준 님이 메시지의 고정을 풀었습니다.").getByRole("link", { name: "메시지" }).click();
  await expect.poll(() => seqInFocus(jun), { timeout: 15_000 }).toBe(`${OLD_SEQ}`);
  expect(jun.faults).toEqual([]);
});

it("on a phone: saved from the menu, marked, listed from the list of rooms, followed and removed", async () => {
  const id = await roomWith("길거리", (seq) => `소식 ${seq}`);
  const page = await signedIn(member, PHONE);
  await open(page, id);
  const message = line(page, "소식 118");
  await message.getByRole("button", { name: "메시지 메뉴" }).tap();
  await page.getByRole("menuitem", { name: "나중에 보기", exact: true }).tap();
  await status(page, "나중에 볼 메시지에 넣었습니다.").waitFor();
  await mark(page, "소식 118", "나중에 볼 메시지").waitFor();
  expect(await mark(mina, "소식 118", "나중에 볼 메시지").count()).toBe(0);

  await page.goto(`${web}/rooms`);
  await page.getByRole("button", { name: "나중에 볼 메시지" }).tap();
  await expect.poll(() => listed(page).allTextContents()).toEqual([expect.stringMatching(/민아.*길거리.*소식 118/)]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await listed(page).getByRole("link").tap();
  await page.waitForURL((url) => url.pathname === `/rooms/${id}`);
  await expect.poll(() => seqInFocus(page), { timeout: 15_000 }).toBe("118");

  await page.goto(`${web}/rooms`);
  await page.getByRole("button", { name: "나중에 볼 메시지" }).tap();
  await listed(page).getByRole("button", { name: "나중에 보기에서 빼기" }).tap();
  await page.getByText("나중에 볼 메시지가 없습니다").waitFor();
  expect(page.faults).toEqual([]);
});

it("on a phone the room's menu leads to the pins, which say that there are none", async () => {
  const id = await roomWith("빈 방", (seq) => `말 ${seq}`);
  const page = await signedIn(owner, PHONE);
  await open(page, id);
  await page.getByRole("button", { name: "방 메뉴" }).tap();
  await page.getByRole("menuitem", { name: "고정한 메시지" }).tap();
  await page.getByText("아직 고정한 메시지가 없습니다").waitFor();
  expect(page.faults).toEqual([]);
});

it("in English and dark: the sidebar's list says when it is offline; a full room and a failure are explained", async () => {
  const id = await roomWith("Full", (seq) => `line ${seq}`);
  const db = openDatabase(webEnv());
  const rows = Array.from({ length: PINS_MAX }, (_, i) => ({ roomId: id, seq: i + 1, pinnedBy: owner.user.id }));
  await db.insert(pins).values(rows);
  const page = await signedIn(owner, { ...WIDE, locale: "en-US", colorScheme: "dark" });
  await open(page, id);
  const choose = async (text: string, item: string) => {
    await line(page, text).hover();
    await line(page, text).getByRole("button", { name: "Message menu" }).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };
  await choose("line 120", "Pin");
  const alert = page.getByRole("alert").filter({ hasText: `A room can have ${PINS_MAX} pinned messages.` });
  await alert.getByRole("button", { name: "Dismiss" }).click();
  await alert.waitFor({ state: "detached" });
  await page.route("**/api/saved/**", (route) => route.abort());
  await choose("line 120", "Save for later");
  await page.getByRole("alert").filter({ hasText: "could not be saved: You seem to be offline." }).waitFor();
  await page.unroute("**/api/saved/**");
  await choose("line 120", "Save for later");
  await status(page, "Saved for later.").waitFor();

  await page.route("**/api/saved", (route) => route.abort());
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("button", { name: "Saved messages" }).click();
  await page.getByRole("dialog").getByText("You seem to be offline.").waitFor();
  await page.unroute("**/api/saved");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => listed(page).allTextContents()).toEqual([expect.stringMatching(/Full.*line 120/)]);
});
