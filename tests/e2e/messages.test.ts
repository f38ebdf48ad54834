/** Single messages and the log around them: menus, keyboard, screen readers, tall texts, copying, replies, reactions. */
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { appendEvents } from "@/db/queries/append";
import { members, rooms, users } from "@/db/schema";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import type { LogEntry } from "@/lib/events/reduce";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { addPerson } from "@/tests/harness/live/people";
import { addSession, isLive, say } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
type Visitor = Awaited<ReturnType<typeof visitor>>;
/** Wide screen, mouse and keyboard. */
let mina: Visitor;
/** A small phone. */
let phone: Visitor;
let people: Record<"mina" | "jun", User>;
let room: string;

const HISTORY = 400;
const LONG = Array.from({ length: 200 }, (_, i) => `${i + 1}번째 줄은 제법 길다`).join("\n");
const LONG_SEQ = 395;
/** Many people who have left the room, and a deleted account, have reacted to this message. */
const CROWDED_SEQ = 396;
const CROWD = 13;
/** Seq of a reply → seq of its original: an event that is no message, and a deleted, an edited and an unchanged message. */
const REPLIES: Record<number, number> = { 391: 402, 392: 10, 393: 8, 394: 5 };

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  mina = await visitor(site.browser, { viewport: { width: 1280, height: 800 } });
  phone = await visitor(site.browser, { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
  people = { mina: await enter(mina, "민아"), jun: await enter(phone, "준호") };
  room = await roomWithHistory();
  for (const page of [mina, phone]) {
    await page.goto(web + room);
    await isLive(page).catch((error) => {
      throw new Error(`${page.faults.join("\n")} ${error}`);
    });
  }
});

async function enter(page: Page, name: string): Promise<User> {
  const { user, cookie } = await addPerson(name, web);
  await addSession(page, web, cookie);
  return user;
}

/** Creates a room whose messages are archived before it is opened. @returns its address */
async function roomWithHistory(): Promise<string> {
  const db = openDatabase(webEnv());
  const id = newId();
  const { mina, jun } = people;
  await db.insert(rooms).values({ id, name: "긴 이야기", createdBy: mina.id });
  await db.insert(members).values([
    { roomId: id, userId: mina.id, role: "owner" },
    { roomId: id, userId: jun.id, role: "member" },
  ]);
  const start = Date.now() - HISTORY * 60_000;
  const entries = Array.from({ length: HISTORY }, (_, i): LogEntry => {
    const seq = i + 1;
    const author = seq % 2 ? mina : jun;
    const clientId = newId(start + i * 60_000);
    const body = seq === LONG_SEQ ? LONG : `이야기 ${seq}`;
    const replyTo = REPLIES[seq] === undefined ? {} : { replyTo: REPLIES[seq] };
    const event = { kind: "message", seq, clientId, author, body, sentAt: start + i * 60_000, ...replyTo } as const;
    return { event, by: author.id, clientId };
  });
  const crowd = Array.from({ length: CROWD }, (_, i) => ({ id: newId(), username: `손님${i + 1}` }));
  const gone = { id: newId(), username: DELETED_USERNAME, deletedAt: new Date() };
  await db.insert(users).values([...crowd, gone].map((user) => ({ ...user, usernameKey: user.id })));
  const amended = { by: jun.id, at: Date.now() };
  entries.push(
    { event: { kind: "edit", seq: 401, target: 8, body: "고친 이야기", ...amended }, by: jun.id, clientId: newId() },
    { event: { kind: "delete", seq: 402, target: 10, ...amended }, by: jun.id, clientId: newId() },
    ...[...crowd, gone].map(({ id: by }, i): LogEntry => {
      const event = { kind: "reaction", seq: 403 + i, target: CROWDED_SEQ, emoji: "🎉", by, on: true, at: Date.now() };
      return { event: event as LogEntry["event"], by, clientId: newId() };
    }),
  );
  await appendEvents(db, id, entries, [
    [mina.id, HISTORY],
    [jun.id, HISTORY],
  ]);
  return `/rooms/${id}`;
}

const line = (page: Page, seq: number) => page.locator(`[data-message][data-seq="${seq}"]`);
const said = (page: Page, text: string) => page.locator("[data-message][data-state=sent]").filter({ hasText: text });
const item = (page: Page, name: string) => page.getByRole("menuitem", { name, exact: true });
const isFocused = (at: Locator) => at.evaluate((element) => element === document.activeElement);
const focusedSeq = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-seq]")?.dataset.seq);

async function hold(page: Page, at: { x: number; y: number }) {
  const touch = await page.context().newCDPSession(page);
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at] });
  return () => touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

async function openMenu(message: Locator) {
  await message.hover();
  await message.getByRole("button", { name: "메시지 메뉴" }).click();
}

it("a message taller than a screen is folded, and unfolds and folds without moving the text being read", async () => {
  const long = line(phone, LONG_SEQ);
  const more = long.getByRole("button", { name: "더 보기" });
  await more.waitFor();
  const height = () => long.evaluate((element) => element.getBoundingClientRect().height);
  expect(await height()).toBeLessThan(640);
  expect(await more.getAttribute("aria-expanded")).toBe("false");
  // The page still has the whole text, so the browser's search finds the end.
  expect(await long.textContent()).toContain("200번째 줄");
  await more.scrollIntoViewIfNeeded();
  const top = () => long.evaluate((element) => element.getBoundingClientRect().top);
  const before = await top();
  await more.click();
  const less = long.getByRole("button", { name: "접기" });
  await less.waitFor();
  expect(await height()).toBeGreaterThan(3_000);
  expect(Math.abs((await top()) - before)).toBeLessThan(4);
  await less.scrollIntoViewIfNeeded();
  await less.click();
  await more.waitFor();
  expect(await more.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThan(0);
  // A browser that shows a search match or the focus scrolls inside the fold.
  await long.locator("[data-fold]").evaluate((fold) => fold.scrollTo(0, 2_000));
  await less.waitFor();
});

it("the menu of a message taller than the screen opens on the screen, wherever it is pressed", async () => {
  const long = line(phone, LONG_SEQ);
  expect(await long.evaluate((element) => element.getBoundingClientRect().height)).toBeGreaterThan(3_000);
  for (const [block, y] of [
    ["start", 200],
    ["center", 320],
    ["center", 450],
    ["end", 130],
  ] as const) {
    await long.evaluate((element, at) => element.scrollIntoView({ block: at }), block);
    const lift = await hold(phone, { x: 150, y });
    await item(phone, "글 복사").waitFor();
    await lift();
    await expect
      .poll(() =>
        phone.locator("[role=menu]").evaluate((menu) => {
          const box = menu.getBoundingClientRect();
          return (
            box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth && box.height > 150
          );
        }),
      )
      .toBe(true);
    await phone.keyboard.press("Escape");
    await item(phone, "글 복사").waitFor({ state: "detached" });
  }
  // The menu's button stays in view too.
  await long.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const button = await long.getByRole("button", { name: "메시지 메뉴" }).boundingBox();
  expect(button?.y).toBeGreaterThan(0);
  expect(button?.y).toBeLessThan(640);
});

it("the menus of the room and of the user stay on a low screen, and scroll there", async () => {
  await phone.setViewportSize({ width: 640, height: 320 });
  for (const [name, last] of [
    ["방 메뉴", "알림 소리"],
    [/내 메뉴/, "로그아웃"],
  ] as const) {
    await phone.getByRole("button", { name }).tap();
    const menu = phone.getByRole("menu");
    await menu.waitFor();
    await expect.poll(async () => ((await menu.boundingBox()) ?? { y: -1 }).y).toBeGreaterThanOrEqual(0);
    const { y = 0, height = 0 } = (await menu.boundingBox()) ?? {};
    expect(y + height).toBeLessThanOrEqual(320);
    const end = menu.getByText(last, { exact: true });
    await end.evaluate((element) => element.scrollIntoView());
    const box = await end.boundingBox();
    expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThanOrEqual(320);
    await phone.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });
  }
  await phone.setViewportSize({ width: 360, height: 640 });
});

it("in the little space that an on-screen keyboard leaves, a long draft and a reply keep the field and its button on the screen", async () => {
  const field = phone.getByRole("textbox", { name: "메시지", exact: true });
  await line(phone, 400).getByRole("button", { name: "메시지 메뉴" }).tap();
  await item(phone, "답장").tap();
  await field.fill("한 줄\n".repeat(12));
  for (const [width, height] of [
    [780, 110],
    [780, 160],
    [640, 200],
    [640, 260],
    [360, 640],
  ] as const) {
    await phone.setViewportSize({ width, height });
    const ends = async () =>
      Promise.all(
        [field, phone.getByRole("button", { name: "보내기" })].map(async (each) => {
          const box = await each.boundingBox();
          return box && box.y >= 0 && box.y + box.height <= height;
        }),
      );
    await expect.poll(ends, { message: `${width}x${height}` }).toEqual([true, true]);
  }
  await field.fill("");
  await phone.getByRole("button", { name: "답장 그만두기" }).tap();
});

it("parts of a message can be selected on touch; copying says whether it worked", async () => {
  await phone.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: web });
  const copied = () => phone.evaluate(() => navigator.clipboard.readText());
  const openAt = async (seq: number) => {
    await line(phone, seq).scrollIntoViewIfNeeded();
    await line(phone, seq).getByRole("button", { name: "메시지 메뉴" }).tap();
  };
  await openAt(400);
  await item(phone, "글 복사").tap();
  await phone.getByTestId("copy-status").getByText("복사했습니다.").waitFor();
  expect(await copied()).toBe("이야기 400");

  await openAt(399);
  await item(phone, "글 선택하기").tap();
  const text = phone.getByTestId("selectable");
  await text.waitFor();
  expect(await text.evaluate((element) => getComputedStyle(element).userSelect)).toBe("text");
  await text.evaluate((element) => {
    const range = document.createRange();
    range.setStart(element.firstChild as Node, 4);
    range.setEnd(element.firstChild as Node, 7);
    document.getSelection()?.removeAllRanges();
    document.getSelection()?.addRange(range);
  });
  await phone.getByRole("dialog").getByRole("button", { name: "복사" }).tap();
  await phone.getByRole("dialog").getByText("복사했습니다.").waitFor();
  expect(await copied()).toBe("399");
  await phone.keyboard.press("Escape");
  await text.waitFor({ state: "detached" });

  // Without the Clipboard API, and if it refuses, the fallback is used.
  for (const refuse of [true, false]) {
    await phone.evaluate((denied) => {
      const none = denied ? { writeText: () => Promise.reject(new DOMException("", "NotAllowedError")) } : undefined;
      Object.defineProperty(navigator, "clipboard", { configurable: true, get: () => none });
    }, refuse);
    await openAt(398);
    await item(phone, "글 복사").tap();
    await phone.getByTestId("copy-status").getByText("복사했습니다.").waitFor();
    await phone.evaluate(() => Reflect.deleteProperty(navigator, "clipboard"));
    expect(await copied()).toBe("이야기 398");
    await phone.evaluate(() => navigator.clipboard.writeText(""));
  }
  // If neither works, it says so and offers the text to be copied by hand.
  await phone.evaluate(() => {
    Object.defineProperty(navigator, "clipboard", { configurable: true, get: () => undefined });
    document.execCommand = () => false;
  });
  await openAt(397);
  await item(phone, "글 복사").tap();
  await phone.getByRole("dialog").getByText("복사하지 못했습니다.", { exact: false }).waitFor();
  await expect.poll(() => phone.evaluate(() => document.getSelection()?.toString())).toBe("이야기 397");
  await phone.reload();
  await isLive(phone);
});

it("a change to the compact view and back keeps what is read in place, also if the log gets too short for the old position", async () => {
  await mina.goto(`${web}/rooms`);
  await mina.goto(web + room);
  await isLive(mina);
  const log = mina.getByRole("log");
  const height = () => log.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
  const before = await height();
  const seq = await log.evaluate((element) => {
    element.scrollTo(0, -0.65 * (element.scrollHeight - element.clientHeight));
    const { top } = element.getBoundingClientRect();
    const lines = [...element.querySelectorAll<HTMLElement>("[data-message]")];
    return Number(lines.find((each) => each.getBoundingClientRect().top >= top)?.dataset.seq);
  });
  const isShown = () =>
    line(mina, seq).evaluate((element) => {
      const view = element.closest("[role=log]")?.getBoundingClientRect();
      const { top, bottom } = element.getBoundingClientRect();
      return view !== undefined && bottom > view.top && top < view.bottom;
    });
  for (const density of ["촘촘하게", "넉넉하게"]) {
    await mina.getByRole("button", { name: /내 메뉴/ }).click();
    await mina.getByRole("menuitemradio", { name: density }).click();
    // Premise: the log is now too short for the old scroll position.
    if (density === "촘촘하게") await expect.poll(height).toBeLessThan(0.65 * before);
    await mina.keyboard.press("Escape");
    await mina.getByRole("menu").waitFor({ state: "detached" });
    await mina.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    expect([density, await isShown()]).toEqual([density, true]);
  }
});

it("the log is one tab stop: the composer is a few presses of Tab from the header, and arrows move through the messages", async () => {
  await mina.locator("[role=log]").evaluate((log) => log.scrollTo(0, -log.scrollHeight));
  await expect.poll(() => mina.locator("[data-message]").count()).toBeGreaterThanOrEqual(100);
  await mina.locator("[role=log]").evaluate((log) => log.scrollTo(0, 0));
  await mina.locator("header button").last().focus();
  let presses = 0;
  while (!(await isFocused(mina.locator("textarea"))) && presses < 20) {
    await mina.keyboard.press("Tab");
    presses++;
  }
  expect(presses).toBeLessThan(10);
  await line(mina, 400).focus();
  await mina.keyboard.press("ArrowUp");
  expect(await focusedSeq(mina)).toBe("399");
  await mina.keyboard.press("ArrowUp");
  await mina.keyboard.press("ArrowDown");
  expect(await focusedSeq(mina)).toBe("399");
  const tabStops = mina.locator("[data-message]").filter({ has: mina.locator("[tabindex='0']") });
  expect(await tabStops.count()).toBe(1);
  // Its actions are the next stops; the menu returns the focus to the message.
  await mina.keyboard.press("Tab");
  expect(await focusedSeq(mina)).toBe("399");
  expect(await isFocused(line(mina, 399))).toBe(false);
  await mina.keyboard.press("Shift+Tab");
  await mina.keyboard.press("Enter");
  await item(mina, "답장").waitFor();
  await mina.keyboard.press("Escape");
  await expect.poll(() => isFocused(line(mina, 399))).toBe(true);
  await mina.keyboard.press("Home");
  expect(Number(await focusedSeq(mina))).toBeLessThan(310);
  await mina.keyboard.press("End");
  expect(await focusedSeq(mina)).toBe("400");
});

it("the delete dialog gets the focus, traps Tab, and returns the focus to the message", async () => {
  await line(mina, 399).focus();
  for (const leave of ["Escape", "Enter"]) {
    await mina.keyboard.press("Enter");
    await item(mina, "지우기").waitFor();
    await mina.keyboard.press("End");
    while ((await mina.locator("[role=menuitem][data-highlighted]").textContent()) !== "지우기")
      await mina.keyboard.press("ArrowUp");
    await mina.keyboard.press("Enter");
    const dialog = mina.getByRole("dialog", { name: "이 메시지를 지울까요?" });
    await dialog.waitFor();
    await expect.poll(() => isFocused(dialog.getByRole("button", { name: "그만두기" }))).toBe(true);
    for (let i = 0; i < 5; i++) {
      await mina.keyboard.press("Tab");
      // Past the last control the focus comes back within a moment.
      await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    }
    await dialog.getByRole("button", { name: leave === "Enter" ? "지우기" : "그만두기" }).focus();
    await mina.keyboard.press(leave);
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => isFocused(line(mina, 399))).toBe(true);
  }
  await line(mina, 399).getByText("지워진 메시지입니다").waitFor();
});

it("screen readers announce new messages, and no other change of the log", async () => {
  expect(await mina.locator("[role=log]").getAttribute("aria-live")).toBe("off");
  const told = mina.getByTestId("new-messages");
  // History has been loaded and a message deleted above.
  expect(await told.textContent()).toBe("");
  await say(phone, "새로 온 말");
  await told.getByText("준호: 새로 온 말").waitFor();
  await openMenu(said(mina, "새로 온 말"));
  await item(mina, "👍 달기").click();
  await said(phone, "새로 온 말").getByRole("button", { name: /👍/ }).waitFor();
  await say(mina, "내 대답");
  await said(phone, "내 대답").waitFor();
  expect(await told.textContent()).toBe("준호: 새로 온 말");
  // After the message is deleted, a screen reader must not find its announcement.
  await said(phone, "새로 온 말").getByRole("button", { name: "메시지 메뉴" }).tap();
  await item(phone, "지우기").click();
  await phone.getByRole("dialog").getByRole("button", { name: "지우기" }).click();
  await expect.poll(() => told.textContent()).toBe("");
});

it("the names of a reaction show on hover and focus, the user first, and a dialog has the whole list", async () => {
  const chip = (page: Page) => line(page, CROWDED_SEQ).getByRole("button", { name: /🎉/ });
  await chip(mina).click();
  await expect.poll(() => chip(mina).getAttribute("aria-pressed")).toBe("true");
  await mina.mouse.move(5, 5);
  await chip(mina).hover();
  const names = mina.getByTestId("reaction-names");
  await names.getByText(/나, .*손님\d+.* 외 5명/).waitFor();
  await names.getByRole("button", { name: "모두 보기" }).click();
  const list = mina.getByRole("dialog", { name: "반응" });
  await expect.poll(() => list.getByRole("listitem").count()).toBe(CROWD + 2);
  expect(await list.getByRole("listitem").first().textContent()).toContain("나");
  await list.getByText("떠난 사용자").waitFor();
  await list.getByText("손님13", { exact: true }).waitFor();
  await mina.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  await mina.mouse.move(5, 5);
  await names.waitFor({ state: "detached" });
  await line(mina, CROWDED_SEQ).focus();
  while (!(await isFocused(chip(mina)))) await mina.keyboard.press("Tab");
  await names.waitFor();
  expect(await chip(mina).getAttribute("aria-description")).toContain("나");
  await mina.keyboard.press("Escape");
});

it("the names of a reaction stay within a low and narrow window", async () => {
  const size = mina.viewportSize() ?? { width: 1280, height: 800 };
  const height = 200;
  await mina.setViewportSize({ width: 320, height });
  const chip = line(mina, CROWDED_SEQ).getByRole("button", { name: /🎉/ });
  await chip.scrollIntoViewIfNeeded();
  await mina.mouse.move(5, 5);
  await chip.hover();
  const names = mina.getByTestId("reaction-names");
  await names.waitFor();
  await expect
    .poll(async () => {
      const box = await names.boundingBox();
      return box !== null && box.y >= 0 && box.y + box.height <= height;
    })
    .toBe(true);
  await mina.mouse.move(5, 5);
  await names.waitFor({ state: "detached" });
  await mina.setViewportSize(size);
});

it("when a reaction is removed, by the user or by others, the keyboard focus goes to its message", async () => {
  const seq = 398;
  const menu = async (page: Page, emoji: string) => {
    await line(page, seq)
      .getByRole("button", { name: "메시지 메뉴" })
      .evaluate((button: HTMLElement) => button.click());
    await page.getByRole("menuitem", { name: `${emoji} 달기` }).click();
  };
  const chip = (page: Page, emoji: string) => line(page, seq).getByRole("button", { name: emoji });
  await menu(mina, "👍");
  await menu(phone, "😂");
  await chip(mina, "😂").waitFor();
  await chip(mina, "👍").press("Enter");
  await chip(mina, "👍").waitFor({ state: "detached" });
  expect(await isFocused(line(mina, seq))).toBe(true);
  await chip(mina, "😂").focus();
  await chip(phone, "😂").click();
  // With the last reaction the list of reactions is removed, too.
  await chip(mina, "😂").waitFor({ state: "detached" });
  expect(await isFocused(line(mina, seq))).toBe(true);
});

it("a long press on a reaction opens the list of who reacted, and does not react", async () => {
  const chip = line(phone, CROWDED_SEQ).getByRole("button", { name: /🎉/ });
  await chip.scrollIntoViewIfNeeded();
  const { x = 0, y = 0, width = 0, height = 0 } = (await chip.boundingBox()) ?? {};
  const lift = await hold(phone, { x: x + width / 2, y: y + height / 2 });
  const list = phone.getByRole("dialog", { name: "반응" });
  await list.getByText("민아", { exact: true }).waitFor();
  await lift();
  await expect.poll(() => list.getByRole("listitem").count()).toBe(CROWD + 2);
  await phone.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  expect(await chip.getAttribute("aria-pressed")).toBe("false");
});

const quote = (page: Page, seq: number) => line(page, seq).locator("[data-quote]");

it("a reply quotes its original even if that is not loaded, follows its edits and deletes, and says if it is unknown", async () => {
  await quote(phone, 394).getByText("이야기 5").waitFor();
  await quote(phone, 394).getByText("민아").waitFor();
  await quote(phone, 393).getByText("고친 이야기").waitFor();
  await quote(phone, 392).getByText("지워진 메시지").waitFor();
  await line(phone, 391).getByText("찾을 수 없는 메시지").waitFor();
  expect(await line(phone, 5).count()).toBe(0);
});

it("pressing a quote goes there however far back it is; the search can be stopped, and retried after a failure", async () => {
  const pages = "**/messages?around=*";
  const seek = mina.getByTestId("seek");
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await mina.route(pages, async (route) => {
    await held;
    await route.abort().catch(() => {});
  });
  await quote(mina, 394).click();
  await seek.getByText("메시지를 찾는 중", { exact: false }).waitFor();
  await seek.getByRole("button", { name: "그만 찾기" }).click();
  await seek.waitFor({ state: "detached" });
  await quote(mina, 394).click();
  await seek.waitFor();
  release();
  await seek.getByRole("alert").getByText("지난 메시지를 불러오지 못했습니다.").waitFor();
  await mina.unroute(pages);
  mina.faults.length = 0;
  await seek.getByRole("button", { name: "다시 시도" }).click();
  await expect.poll(() => focusedSeq(mina), { timeout: 15_000 }).toBe("5");
  await seek.waitFor({ state: "detached" });
  const box = await line(mina, 5).boundingBox();
  expect(box?.y).toBeGreaterThan(0);
  expect(box?.y).toBeLessThan(800);
  // The messages between the reply and its original are not loaded.
  expect(await line(mina, 200).count()).toBe(0);

  await openMenu(line(mina, 5));
  await item(mina, "고치기").click();
  await mina.getByRole("textbox", { name: "메시지 고치기" }).fill("다시 쓴 이야기");
  await mina.getByRole("textbox", { name: "메시지 고치기" }).press("Enter");
  await quote(phone, 394).getByText("다시 쓴 이야기").waitFor();
  await openMenu(line(mina, 5));
  await item(mina, "지우기").click();
  await mina.getByRole("dialog").getByRole("button", { name: "지우기" }).click();
  await quote(phone, 394).getByText("지워진 메시지").waitFor();
  expect(await line(phone, 5).count()).toBe(0);
});

it("a message that arrived between the page's rendering and its connection is below the unread marker", async () => {
  await mina.goto(`${web}/rooms`);
  const late = await visitor(site.browser, { storageState: await mina.context().storageState() });
  let connect = () => {};
  const may = new Promise<void>((resolve) => {
    connect = resolve;
  });
  await late.routeWebSocket(/parties\/main/, (socket) => void may.then(() => socket.connectToServer()));
  await late.goto(web + room);
  await late.getByRole("log").waitFor();
  await say(phone, "사이에 온 소식");
  await said(phone, "사이에 온 소식").waitFor();
  connect();
  await said(late, "사이에 온 소식").waitFor();
  await late.getByTestId("new-line").waitFor();
  await late.context().close();
  await mina.goto(web + room);
  await isLive(mina);
});

it("back in a room, the unread marker is about messages that are unread now, not at an earlier visit", async () => {
  const newLine = mina.getByTestId("new-line");
  const toList = async () => {
    await mina.getByRole("navigation", { name: "방 목록" }).locator("a[href='/rooms']").click();
    await mina.waitForURL("**/rooms");
  };
  await toList();
  await say(phone, "첫 소식");
  await mina.getByTestId("unread-badge").first().waitFor();
  // Delays the response until the read position has reached the archive: the marker must appear all the same.
  await mina.route(`**/api${room}`, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await route.continue();
  });
  await mina.getByRole("list", { name: "방 목록" }).getByRole("link").filter({ hasText: "긴 이야기" }).click();
  await mina.waitForURL(`**${room}`);
  await isLive(mina);
  await newLine.waitFor();
  await mina.unroute(`**/api${room}`);
  // The list beside the room shows the room as read.
  await mina.getByTestId("unread-badge").waitFor({ state: "detached" });
  await toList();
  await mina.goBack();
  await mina.waitForURL(`**${room}`);
  await isLive(mina);
  await said(mina, "첫 소식").waitFor();
  expect(await newLine.count()).toBe(0);
  await toList();
  await say(phone, "둘째 소식");
  await mina.getByTestId("unread-badge").first().waitFor();
  await mina.goBack();
  await mina.waitForURL(`**${room}`);
  await isLive(mina);
  await mina.locator("[data-testid=new-line] + li").filter({ hasText: "둘째 소식" }).waitFor();
  await mina.getByTestId("unread-badge").waitFor({ state: "detached" });
  // A page from the browser's back/forward cache is a new visit too.
  await mina.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await newLine.waitFor({ state: "detached" });
});

it("what is typed or pasted goes to the composer, unless a control or a message chosen by keyboard has the focus", async () => {
  const composer = mina.getByRole("textbox", { name: "메시지" });
  const words = mina.locator("[data-message] > div").last().locator("[dir=auto]");
  await mina.goto(web + room);
  await isLive(mina);
  const isWritten = (text: string) => expect.poll(() => composer.inputValue()).toBe(text);

  await mina.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await mina.keyboard.type("h 안");
  await isWritten("h 안");
  await words.click();
  await mina.keyboard.type("re!");
  await isWritten("h 안re!");
  // A selected text can still be copied.
  await words.click();
  await mina.keyboard.press("Control+c");
  expect(await composer.evaluate((field) => field === document.activeElement)).toBe(false);

  await composer.focus();
  await mina.keyboard.press("Shift+Tab");
  await mina.keyboard.type("z");
  await mina.getByRole("searchbox").first().fill("q");
  await isWritten("h 안re!");
  await composer.fill("");
});

it("no page had an error", () => {
  for (const page of [mina, phone]) expect(page.faults).toEqual([]);
});
