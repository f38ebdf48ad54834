/** The search: opened from the sidebar, the list of rooms and a room, by keyboard, mouse and on a phone, in Korean and English. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { appendEvents } from "@/db/queries/append";
import type { LogEntry } from "@/lib/events/reduce";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { addPerson } from "@/tests/harness/live/people";
import { addSession, isLive } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
let user: User;
let cookie: string;
let tea: string;
let books: string;

const HISTORY = 120;
const OLD_SEQ = 7;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  ({ user, cookie } = await addPerson("찾는이", web));
  tea = await roomWith("찻집", (seq) => (seq === OLD_SEQ ? "오늘회의 늦어요" : `이야기 ${seq}`));
  books = await roomWith("독서회", (seq) => (seq === 2 ? "다음 회의에서 Meeting notes <b>굵게</b>" : `책 ${seq}`));
});

/** A private room whose archive has these messages, before its room object first wakes. */
async function roomWith(name: string, body: (seq: number) => string): Promise<string> {
  const answer = await fetch(`${web}/api/rooms`, {
    method: "POST",
    headers: { cookie, "content-type": "application/json" },
    body: JSON.stringify({ name, visibility: "private" }),
  });
  const { room } = (await answer.json()) as { room: { id: string } };
  const entries = Array.from({ length: HISTORY }, (_, i): LogEntry => {
    const [seq, clientId] = [i + 1, newId()];
    const sentAt = Date.now() - (HISTORY - i) * 60_000;
    return { event: { kind: "message", seq, clientId, author: user, body: body(seq), sentAt }, by: user.id, clientId };
  });
  await appendEvents(openDatabase(webEnv()), room.id, entries);
  return `${web}/rooms/${room.id}`;
}

type Visitor = Awaited<ReturnType<typeof visitor>>;
async function signedIn(options: Parameters<typeof visitor>[1]): Promise<Visitor> {
  const page = await visitor(site.browser, options);
  await addSession(page, web, cookie);
  return page;
}

const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
const focusedSeq = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("data-seq"));
const results = (page: Page) => page.getByRole("dialog").getByRole("list", { name: "메시지" }).getByRole("link");
const lineOf = (page: Page, seq: number) => page.locator(`[data-seq="${seq}"]`);

it("by keyboard: finds a message of another room, marks the match, and goes to its place", async () => {
  const page = await signedIn(WIDE);
  await page.goto(books);
  await isLive(page);
  await page.getByRole("navigation", { name: "방 목록" }).getByRole("button", { name: "메시지 찾기" }).press("Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("search");
  await page.keyboard.type("ㅎㅇ");
  await expect.poll(() => results(page).count()).toBe(2);
  expect(await results(page).locator("mark").allTextContents()).toEqual(["회의", "회의"]);
  expect(await results(page).last().textContent()).toContain("<b>굵게</b>");
  for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${tea}?at=${OLD_SEQ}`);
  await expect.poll(() => focusedSeq(page), { timeout: 15_000 }).toBe(`${OLD_SEQ}`);
  expect(page.faults).toEqual([]);
});

it("in the open room: searches there first, goes to an older message without a new page, and gives the focus back when it is closed later", async () => {
  const page = await signedIn(WIDE);
  await page.goto(tea);
  await isLive(page);
  expect(await lineOf(page, OLD_SEQ).count()).toBe(0);
  await page.getByRole("banner").getByRole("button", { name: "메시지 찾기" }).click();
  await page.getByRole("dialog").getByRole("searchbox").fill("회의");
  await expect.poll(() => results(page).count()).toBe(1);
  await page.getByRole("checkbox", { name: "이 방에서만" }).click();
  await expect.poll(() => results(page).count()).toBe(2);
  await results(page).filter({ hasText: "찻집" }).click();
  await expect.poll(() => focusedSeq(page), { timeout: 15_000 }).toBe(`${OLD_SEQ}`);
  expect(page.url()).toBe(`${tea}?at=${OLD_SEQ}`);
  expect(page.faults).toEqual([]);

  // Opened again, and closed without a choice.
  const button = page.getByRole("banner").getByRole("button", { name: "메시지 찾기" });
  await button.click();
  await page.getByRole("dialog").getByRole("searchbox").fill("회의");
  await page.keyboard.press("Escape");
  await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
});

it("on a phone: from the list of rooms and from the room's menu; filters can be tapped", async () => {
  const page = await signedIn(PHONE);
  await page.goto(`${web}/rooms`);
  await page.getByRole("button", { name: "메시지 찾기" }).click();
  await page.getByRole("button", { name: "링크가 있는 메시지" }).click();
  await page.getByText("찾은 메시지가 없습니다.").waitFor();
  await page.getByRole("dialog").getByRole("searchbox").fill("in:찻집 회의");
  await expect.poll(() => results(page).count()).toBe(1);
  await results(page).click();
  await page.waitForURL(`${tea}?at=${OLD_SEQ}`);
  await lineOf(page, OLD_SEQ).waitFor();
  await page.getByRole("button", { name: "방 메뉴" }).click();
  await page.getByRole("menuitem", { name: "메시지 찾기" }).click();
  await page.getByRole("dialog").getByRole("searchbox").fill("=>");
  await page.getByText("글자나 숫자를 입력해 주세요.").waitFor();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBe(0);
});

it("in English: says when it is offline, and searches again", async () => {
  const page = await signedIn({ ...WIDE, locale: "en-US" });
  await page.goto(tea);
  await isLive(page);
  await page.getByRole("banner").getByRole("button", { name: "Search messages" }).click();
  const field = page.getByRole("dialog").getByRole("searchbox");
  await field.waitFor();
  await page.route("**/api/search?*", (route) => route.abort());
  await field.fill("회의");
  await page.getByText("You seem to be offline.").waitFor();
  await page.unroute("**/api/search?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("1 message", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});
