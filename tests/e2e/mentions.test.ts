/** People who were away, or who reload the page, see mentions until they have read them; an edit adds or removes mentions. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { members as membersTable } from "@/db/schema";
import { webEnv } from "@/lib/server/env";
import { PASSWORD } from "@/tests/harness/live/people";
import { sceneIn } from "@/tests/harness/live/rooms";
import { chooseFor, countTones, hydrated, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
let mina: Page;
let jun: Page;
let jiwoo: Page;
let room: string;
let other: string;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  const wide = { viewport: { width: 1440, height: 900 } };
  [mina, jun, jiwoo] = await Promise.all([
    visitor(site.browser, wide),
    visitor(site.browser, wide),
    visitor(site.browser, wide),
  ]);
  await signUp(mina, web, "민아");
  await signUp(jun, web, "지은");
  await signUp(jiwoo, web, "지은이");
  await makeRoom(mina, "다른 방");
  other = mina.url();
  await mina.goto(`${web}/rooms`);
  await makeRoom(mina, "모임");
  room = mina.url();
  for (const page of [jun, jiwoo]) {
    for (const each of [other, room]) {
      await page.goto(each);
      await isLive(page);
    }
    await page.goto(`${web}/account`);
  }
});

const line = (page: Page, words: string) =>
  page.locator("[data-message][data-state=sent]").filter({ hasText: words }).last();
const row = (page: Page) => page.getByRole("listitem").filter({ hasText: "모임" });
const mark = (page: Page) => row(page).getByTestId("mention-mark");

const members = () => `${web}/api${new URL(room).pathname}/members`;
const idOf = async (page: Page) => (await (await page.request.get(`${web}/api/me`)).json()).user.id;

/** A new member who has said something. */
async function arrive(name: string): Promise<Page> {
  const page = await visitor(site.browser);
  await signUp(page, web, name, new URL(room).pathname);
  await isLive(page);
  await say(page, `안녕, ${name}예요`);
  await line(mina, `${name}예요`).waitFor();
  return page;
}

async function edit(words: string, next: string): Promise<void> {
  await chooseFor(line(mina, words), "고치기");
  await mina.getByRole("textbox", { name: "메시지 고치기" }).fill(next);
  await mina.getByRole("button", { name: "저장", exact: true }).click();
  await line(mina, next).waitFor();
}

it("a person who was away sees the mark and the count, also after a reload, until the message is read on any device", async () => {
  await say(mina, "@지은님도 오세요");
  await line(mina, "@지은님도").waitFor();
  await jun.goto(`${web}/rooms`);
  await mark(jun).waitFor();
  await jun.reload();
  await mark(jun).waitFor();
  await expect.poll(() => jun.title()).toMatch(/^\(1\)/);
  // The other person, whose name begins the same, was not mentioned.
  await jiwoo.goto(`${web}/rooms`);
  await row(jiwoo).getByTestId("unread-badge").waitFor();
  expect(await mark(jiwoo).count()).toBe(0);
  await jun.goto(room);
  await isLive(jun);
  await line(jun, "@지은님도").locator("[data-mention=you]").waitFor();
  await row(jun).waitFor();
  await mark(jun).waitFor({ state: "detached" });
  await jun.goto(`${web}/rooms`);
  await row(jun).waitFor();
  await mark(jun).waitFor({ state: "detached" });
  await jun.reload();
  await row(jun).waitFor();
  await mark(jun).waitFor({ state: "detached" });
});

it("the longest known name is mentioned, and a person chosen from the list is mentioned whatever follows", async () => {
  const composer = mina.getByRole("textbox", { name: "메시지", exact: true });
  await say(mina, "@지은이 왔어요");
  await expect.poll(() => line(mina, "왔어요").locator("[data-mention]").textContent()).toBe("@지은이");
  await mark(jiwoo).waitFor();
  await mark(jun).waitFor({ state: "detached" });
  await composer.pressSequentially("@지은");
  await mina.getByRole("option", { name: "지은", exact: true }).click();
  await composer.press("Backspace");
  await composer.pressSequentially("이랑 갈게요");
  await composer.press("Enter");
  await expect.poll(() => line(mina, "갈게요").locator("[data-mention]").textContent()).toBe("@지은");
  await mark(jun).waitFor();
});

it("the list of names opens while a name is typed, not when the caret moves through a text that has one", async () => {
  await mina.goto(room);
  await isLive(mina);
  const composer = mina.getByRole("textbox", { name: "메시지", exact: true });
  const options = mina.getByRole("option");
  const caret = () => composer.evaluate((field: HTMLTextAreaElement) => field.selectionStart);
  await composer.fill("@지은이 오늘 와요?\n네");
  await composer.press("End");
  for (const key of ["ArrowUp", "ArrowRight", "ArrowRight"]) await composer.press(key);
  expect(await caret()).toBe(3);
  await mina.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  expect(await options.count()).toBe(0);
  await composer.press("ArrowDown");
  expect(await caret()).toBeGreaterThan(12);
  await composer.press("ArrowUp");
  await composer.press("Enter");
  await expect.poll(() => line(mina, "오늘 와요?").locator("[data-mention]").textContent()).toBe("@지은이");
  await expect.poll(() => composer.inputValue()).toBe("");
  // Typing within it opens the list, and leaving it closes the list.
  await composer.fill("@은이 봐요");
  await composer.press("Home");
  await composer.press("ArrowRight");
  await mina.keyboard.insertText("지");
  await options.first().waitFor();
  await composer.press("End");
  await options.first().waitFor({ state: "detached" });
  await composer.fill("");
});

it("people who left, were removed or deleted their account are not mentioned any more", async () => {
  const [sky, sea, cloud] = [await arrive("하늘"), await arrive("바다"), await arrive("구름")];
  await say(mina, "@하늘 @바다 @구름 반가워요");
  await expect.poll(() => line(mina, "반가워요").locator("[data-mention]").count()).toBe(3);
  await sky.request.delete(`${members()}/${await idOf(sky)}`);
  await mina.request.delete(`${members()}/${await idOf(sea)}`);
  await cloud.request.post(`${web}/api/account/delete`, {
    data: { username: "구름", currentPassword: PASSWORD },
  });
  await expect.poll(() => mina.getByText(/바다.*내보/).count()).toBe(1);
  await say(mina, "@하늘 @바다 @구름 @지은 어디 있어요");
  const isOnlyJun = async () => {
    await expect.poll(() => line(mina, "어디 있어요").locator("[data-mention]").allTextContents()).toEqual(["@지은"]);
  };
  await isOnlyJun();
  await mina.reload();
  await isLive(mina);
  await isOnlyJun();
  await Promise.all([sky, sea, cloud].map((page) => page.context().close()));
}, 60_000);

it("a name that was typed stays its user's when they leave, although a member's shorter name fits too", async () => {
  const [owl, young] = [await arrive("부엉"), await arrive("부엉이")];
  await say(mina, "@부엉이가 누구예요");
  const mentions = () => line(mina, "누구예요").locator("[data-mention]").allTextContents();
  await expect.poll(mentions).toEqual(["@부엉이"]);
  await young.request.delete(`${members()}/${await idOf(young)}`);
  await mina.getByText(/부엉이.*나갔/).waitFor();
  expect(await mentions()).toEqual(["@부엉이"]);
  await mina.reload();
  await isLive(mina);
  await expect.poll(mentions).toEqual(["@부엉이"]);
  await Promise.all([owl, young].map((page) => page.context().close()));
});

it("a person can be chosen from the list in an edit too", async () => {
  await say(mina, "누가 와요");
  await chooseFor(line(mina, "누가 와요"), "고치기");
  const field = mina.getByRole("textbox", { name: "메시지 고치기" });
  await field.fill("와요: ");
  await field.pressSequentially("@지은");
  await mina.getByRole("option", { name: "지은", exact: true }).click();
  await field.press("Backspace");
  await field.pressSequentially("이랑 저요");
  await field.press("Enter");
  await expect.poll(() => line(mina, "랑 저요").locator("[data-mention]").allTextContents()).toEqual(["@지은"]);
  await mina.reload();
  await isLive(mina);
  await expect.poll(() => line(mina, "랑 저요").locator("[data-mention]").allTextContents()).toEqual(["@지은"]);
});

it("of people chosen in the items of a list, each is mentioned", async () => {
  const composer = mina.getByRole("textbox", { name: "메시지", exact: true });
  for (const [before, name] of [
    ["- @지은", "지은"],
    ["- @지은", "지은이"],
  ] as const) {
    await composer.pressSequentially(before);
    await mina.getByRole("option", { name, exact: true }).click();
    await composer.press("Shift+Enter");
  }
  await composer.pressSequentially("- 둘 다요");
  await composer.press("Enter");
  const mentions = () => line(mina, "둘 다요").locator("[data-mention]").allTextContents();
  await expect.poll(mentions).toEqual(["@지은", "@지은이"]);
});

it("a name that was deleted and typed again is not the chosen person's", async () => {
  const composer = mina.getByRole("textbox", { name: "메시지", exact: true });
  await composer.pressSequentially("혹시 @지은");
  await mina.getByRole("option", { name: "지은", exact: true }).click();
  for (let i = 0; i < 4; i++) await composer.press("Backspace");
  await composer.pressSequentially("@지은이 봤어요");
  await composer.press("Enter");
  await expect.poll(() => line(mina, "봤어요").locator("[data-mention]").textContent()).toBe("@지은이");
});

it("an edit that adds a mention to a message that was read adds the mark, and one that removes it removes the mark", async () => {
  await jun.goto(room);
  await isLive(jun);
  await say(mina, "다들 모였네요");
  await line(jun, "다들 모였네요").waitFor();
  await jun.goto(other);
  await isLive(jun);
  await mark(jun).waitFor({ state: "detached" });
  await edit("다들 모였네요", "다들 모였네요 ＠지은");
  await mark(jun).waitFor();
  await jun.reload();
  await mark(jun).waitFor();
  await edit("다들 모였네요", "다들 모였어요");
  await mark(jun).waitFor({ state: "detached" });
  await jun.reload();
  await row(jun).waitFor();
  await mark(jun).waitFor({ state: "detached" });
});

it("a part of a name, an address and an unknown name mention nobody; only mentions are highlighted", async () => {
  for (const text of ["@지 은", "mail@지은.kr", "@아무개 안녕"]) {
    await say(mina, text);
    await line(mina, text).waitFor();
    expect([text, await line(mina, text).locator("[data-mention]").count()]).toEqual([text, 0]);
  }
  await mark(jun).waitFor({ state: "detached" });
});

it("an edit that keeps a read mention adds no new mention", async () => {
  await say(mina, "@지은 세시에 봐욤");
  await jun.goto(room);
  await isLive(jun);
  await line(jun, "세시에 봐욤").waitFor();
  await mark(jun).waitFor({ state: "detached" });
  await jun.goto(`${web}/rooms`);
  await mark(jun).waitFor({ state: "detached" });
  await jun.reload();
  await row(jun).getByText("세시에 봐욤").waitFor();
  await mark(jun).waitFor({ state: "detached" });
  await edit("세시에 봐욤", "@지은 세시에 봐요");
  await row(jun).getByText("세시에 봐요").waitFor();
  expect(await mark(jun).count()).toBe(0);
  expect(await jun.title()).not.toMatch(/^\(/);
});

it("a tab plays no sound for a room that the user is reading in another tab", async () => {
  await jun.goto(room);
  await isLive(jun);
  const listening = await jun.context().newPage();
  await listening.addInitScript(() => {
    document.hasFocus = () => false;
  });
  const tones = await countTones(listening);
  await listening.goto(`${web}/rooms`);
  await hydrated(listening.getByRole("searchbox"));
  await listening.keyboard.press("Shift");
  await say(mina, "@지은 읽고 있는 말");
  await row(listening).getByText("읽고 있는 말").waitFor();
  // Without a press of a key this page may not play a sound.
  await jun.goto(`${web}/account`);
  expect(await tones()).toBe(0);
  await say(mina, "@지은 못 보는 말");
  await row(listening).getByText("못 보는 말").waitFor();
  await expect.poll(tones).toBe(2);
  await listening.close();
});

it("in a room with more members than a page lists, the @ of a chosen person is not drawn as another person's", async () => {
  await mina.goto(`${web}/rooms`);
  await makeRoom(mina, "큰 광장");
  const large = mina.url();
  const roomId = new URL(large).pathname.split("/").at(-1) ?? "";
  for (const page of [jun, jiwoo]) {
    await page.goto(large);
    await isLive(page);
  }
  await jun.goto(`${web}/account`);
  const scene = sceneIn(site.cloud);
  const others = await Promise.all(Array.from({ length: 110 }, (_, i) => scene.person(`가람${i}`)));
  await openDatabase(webEnv())
    .insert(membersTable)
    .values(others.map(({ id: userId }) => ({ roomId, userId })));
  for (const page of [mina, jiwoo]) {
    await page.goto(large);
    await isLive(page);
  }
  const composer = mina.getByRole("textbox", { name: "메시지", exact: true });
  await composer.pressSequentially("@지은");
  await mina.getByRole("option", { name: "지은", exact: true }).click();
  await composer.press("Backspace");
  await composer.pressSequentially("이 와요");
  await composer.press("Enter");
  const mentions = line(jiwoo, "와요").locator("[data-mention]");
  await mentions.waitFor();
  expect(await mentions.allTextContents()).toEqual(["@지은"]);
  expect(await mentions.getAttribute("data-mention")).toBe("other");
}, 60_000);
