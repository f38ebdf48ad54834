/** The notification centre: production build, real rooms, in Korean on a desktop and in English on a phone, one account on both. */
import type { Page } from "playwright-core";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { appendEvents } from "@/db/queries/append";
import { invites, members, rooms } from "@/db/schema";
import type { LogEntry } from "@/lib/events/reduce";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { addPerson } from "@/tests/harness/live/people";
import { addSession, chooseFor, hydrated, isLive, say } from "./acts";
import { visitor } from "./browser";
import { holdRequests } from "./routes";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
type Person = Awaited<ReturnType<typeof addPerson>>;

const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { locale: "en-US", viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
/** Updates arrive within a second; a busy machine needs more. */
const SOON = { timeout: 6_000 };

let site: Site;
let web: string;
let reader: Person;
let writer: Person;
let mina: Visitor;
/** Mina's too. */
let phone: Visitor;
let jun: Visitor;
let people = 0;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
});

/** All are new, so that no test has another's notifications. */
beforeEach(async () => {
  const n = ++people;
  [reader, writer] = [await addPerson(`민아${n}`, web), await addPerson(`준${n}`, web)];
  [mina, phone, jun] = [await signedIn(reader, WIDE), await signedIn(reader, PHONE), await signedIn(writer, WIDE)];
});
afterEach(async () => {
  for (const page of [mina, phone, jun]) await page.context().close();
});

async function signedIn({ cookie }: Person, options: Parameters<typeof visitor>[1]): Promise<Visitor> {
  const page = await visitor(site.browser, options);
  await addSession(page, web, cookie);
  return page;
}

/** A private room of the two with these messages by Mina, which she has read. @returns its id */
async function roomWith(name: string, ...bodies: string[]): Promise<string> {
  const db = openDatabase(webEnv());
  const id = newId();
  await db.insert(rooms).values({ id, name, createdBy: writer.user.id, visibility: "private" });
  await db.insert(members).values([
    { roomId: id, userId: writer.user.id, role: "owner" },
    { roomId: id, userId: reader.user.id },
  ]);
  const entries = bodies.map((body, i) => said(reader.user, i + 1, body));
  await appendEvents(db, id, entries, [[reader.user.id, bodies.length]]);
  return id;
}

function said(author: User, seq: number, body: string, mentions?: string[]): LogEntry {
  const clientId = newId();
  const event = { kind: "message" as const, seq, clientId, author, body, sentAt: Date.now(), mentions };
  return { event, by: author.id, clientId };
}

/** Not by role: an open dialog hides the rest of the page from assistive technology. */
const bell = (page: Page) =>
  page
    .locator("button[aria-haspopup=dialog]:is([aria-label^='알림'], [aria-label^=Notifications])")
    .filter({ visible: true });
const counts = (page: Page, count: number) =>
  expect.poll(() => bell(page).textContent(), SOON).toBe(count === 0 ? "" : `${count}`);
const dialog = (page: Page) => page.getByRole("dialog", { name: /^(알림|Notifications)$/ });
const entries = (page: Page) => dialog(page).locator("[data-notification]");
const unseen = (page: Page) => entries(page).filter({ hasText: /새 알림|New/ });
const line = (page: Page, text: string) => page.locator("[data-message]").filter({ hasText: text });

async function openList(page: Page) {
  await hydrated(bell(page));
  await bell(page).click();
  await dialog(page).waitFor();
}

it("counts mentions, replies and reactions live, lists them, and shows them as seen on all devices", async () => {
  const id = await roomWith("찻집", "차 마실 사람?", "내일은요?");
  for (const page of [mina, phone]) await page.goto(`${web}/rooms`);
  await jun.goto(`${web}/rooms/${id}`);
  await isLive(jun);
  await say(jun, `@${reader.user.username} 여기 ||비밀||`);
  await counts(mina, 1);
  await chooseFor(line(jun, "차 마실 사람?"), "답장");
  await say(jun, "저요");
  await counts(mina, 2);
  await chooseFor(line(jun, "내일은요?"), "👍 달기");
  for (const page of [mina, phone]) await counts(page, 3);
  expect(await bell(mina).getAttribute("aria-label")).toBe("알림, 새 알림 3");

  await bell(mina).focus();
  await mina.keyboard.press("Enter");
  await expect.poll(() => unseen(mina).count()).toBe(3);
  expect(await entries(mina).allTextContents()).toEqual([
    expect.stringMatching(/찻집.*내 메시지에 준\d 님의 반응 👍.*내일은요\?/),
    expect.stringMatching(/찻집.*내 메시지에 준\d 님의 답장.*저요/),
    expect.stringMatching(/찻집.*준\d 님이 나를 부른 메시지.*@민아\d 여기 [^비]*$/),
  ]);
  for (const page of [mina, phone]) await counts(page, 0);
  await mina.keyboard.press("Escape");
  await dialog(mina).waitFor({ state: "detached" });
  expect(await bell(mina).evaluate((button) => button === document.activeElement)).toBe(true);

  await openList(phone);
  await expect.poll(() => entries(phone).count()).toBe(3);
  expect(await unseen(phone).count()).toBe(0);
  await entries(phone).nth(1).getByRole("link").click();
  await phone.waitForURL(`**/rooms/${id}?at=*`);
  await line(phone, "저요").waitFor();
  expect([...mina.faults, ...phone.faults]).toEqual([]);
});

it("what is read in its room is not counted; an open list offers what came after it, and a further reaction", async () => {
  const id = await roomWith("마당", "첫 글");
  await mina.goto(`${web}/rooms`);
  await jun.goto(`${web}/rooms/${id}`);
  await isLive(jun);
  await say(jun, `@${reader.user.username} 하나`);
  await counts(mina, 1);
  await mina.goto(`${web}/rooms/${id}`);
  await isLive(mina);
  await counts(mina, 0);
  await openList(mina);
  await entries(mina).first().waitFor();
  expect(await unseen(mina).count()).toBe(0);
  await chooseFor(line(jun, "첫 글"), "❤️ 달기");
  const newer = dialog(mina).getByRole("button", { name: "새 알림 보기" });
  await newer.click(SOON);
  await unseen(mina).filter({ hasText: "❤️" }).waitFor();
  await counts(mina, 0);
  await newer.waitFor({ state: "detached" });
  // The list has the message's entry already.
  await chooseFor(line(jun, "첫 글"), "👍 달기");
  await newer.click(SOON);
  await unseen(mina).filter({ hasText: "👍" }).waitFor();
  await counts(mina, 0);
  await newer.waitFor({ state: "detached" });
  await entries(mina).first().getByRole("link").click();
  await dialog(mina).waitFor({ state: "detached" });
  await mina.waitForFunction(() => document.activeElement?.getAttribute("data-seq") === "1");
  expect(mina.faults).toEqual([]);
});

it("an invite is answered in the list", async () => {
  const db = openDatabase(webEnv());
  const made = [];
  for (const name of ["비밀 모임", "산책"]) {
    const id = newId();
    await db.insert(rooms).values({ id, name, createdBy: writer.user.id, visibility: "private" });
    await db.insert(members).values({ roomId: id, userId: writer.user.id, role: "owner" });
    await db.insert(invites).values({ id: newId(), roomId: id, createdBy: writer.user.id, userId: reader.user.id });
    made.push(id);
  }
  await mina.goto(`${web}/rooms`);
  await counts(mina, 2);
  await openList(mina);
  const entry = (name: string) => entries(mina).filter({ hasText: name });
  await expect.poll(() => unseen(mina).count()).toBe(2);
  await entry("비밀 모임").getByRole("button", { name: "거절" }).click();
  await entry("비밀 모임").waitFor({ state: "detached" });
  await entry("산책").getByRole("button", { name: "들어가기" }).click();
  await mina.waitForURL(`**/rooms/${made[1]}`);
  await isLive(mina);
  await counts(mina, 0);
});

it("a long list has pages, of which each is marked when it is shown, or all at once; a failure offers to try again", async () => {
  const person = await addPerson("Nari", web);
  const id = await roomWith("Long");
  const db = openDatabase(webEnv());
  await db.insert(members).values({ roomId: id, userId: person.user.id });
  for (const from of [1, 26])
    await appendEvents(
      db,
      id,
      Array.from({ length: 25 }, (_, i) => said(writer.user, from + i, `@Nari ${from + i}`, [person.user.id])),
    );
  const page = await signedIn(person, PHONE);
  await page.goto(`${web}/rooms`);
  await counts(page, 50);
  await page.route("**/api/notifications*", (route) => route.abort());
  await openList(page);
  await dialog(page).getByRole("alert").waitFor();
  await page.unroute("**/api/notifications*");
  const release = await holdRequests(page, "**/api/notifications");
  await dialog(page).getByRole("button", { name: "Try again" }).click();
  await dialog(page).getByRole("status").filter({ hasText: "Loading" }).waitFor();
  release();
  await expect.poll(() => unseen(page).count()).toBe(20);
  await counts(page, 30);
  await dialog(page).getByRole("button", { name: "Show more" }).click();
  await expect.poll(() => unseen(page).count()).toBe(40);
  await counts(page, 10);
  await dialog(page).getByRole("button", { name: "Mark all as seen" }).click();
  await counts(page, 0);
  await page.reload();
  await hydrated(bell(page));
  await counts(page, 0);
  await page.context().close();
});

it("a phone's room has the list in its menu, and an empty list says what it is for", async () => {
  const person = await addPerson("Dana", web);
  const id = await roomWith("Empty");
  await openDatabase(webEnv()).insert(members).values({ roomId: id, userId: person.user.id });
  const page = await signedIn(person, { ...PHONE, colorScheme: "dark" });
  await page.goto(`${web}/rooms/${id}`);
  await isLive(page);
  await page.getByRole("button", { name: "Room menu" }).click();
  await page.getByRole("menuitem", { name: "Notifications" }).click();
  await dialog(page).getByText("No notifications yet").waitFor();
  await page.context().close();
});
