/**
 * Korean input methods, in the fields that act on keys or search during typing: the text counts while a syllable is being composed,
 * and the keys that belong to the composition do nothing else.
 */
import type { CDPSession, Locator, Page } from "playwright-core";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { appendEvents } from "@/db/queries/append";
import type { LogEntry } from "@/lib/events/reduce";
import { webEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { addPerson } from "@/tests/harness/live/people";
import { addSession, isLive, say } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
let site: Site;
let mina: Visitor;
let keyboard: CDPSession;
let tea: string;

beforeAll(async () => {
  site = await openSite();
  const { web } = site.cloud.urls;
  const [{ user, cookie }, jun] = [await addPerson("민아", web), await addPerson("홍길동", web)];
  const post = (path: string, by: string, body: unknown) =>
    fetch(web + path, {
      method: "POST",
      headers: { cookie: by, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  for (const name of ["산책 모임", "독서회", "찻집"]) {
    const answer = await post("/api/rooms", cookie, { name, visibility: "public" });
    tea = ((await answer.json()) as { room: { id: string } }).room.id;
  }
  const clientId = newId();
  const event = {
    kind: "message",
    seq: 1,
    clientId,
    author: user,
    body: "오늘회의 늦어요",
    sentAt: Date.now(),
  } as const;
  await appendEvents(openDatabase(webEnv()), tea, [{ event, by: user.id, clientId } satisfies LogEntry]);
  await post(`/api/rooms/${tea}/members`, jun.cookie, {});

  mina = await visitor(site.browser, { viewport: { width: 1440, height: 900 } });
  await addSession(mina, web, cookie);
  keyboard = await mina.context().newCDPSession(mina);
});
beforeEach(async () => {
  await mina.goto(`${site.cloud.urls.web}/rooms/${tea}`);
  await isLive(mina);
});

/** Composes a syllable step by step. The composition stays open. */
async function compose(...steps: string[]) {
  for (const text of steps)
    await keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
}
const commit = (text: string) => keyboard.send("Input.insertText", { text });
/** A key that the input method handles, as browsers report it. */
const press = (key: "Enter" | "Escape" | "ArrowDown" | "ArrowUp") =>
  keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key, code: key, windowsVirtualKeyCode: 229 });
/** Types syllables, each with its steps. While the last one is composed, presses all keys that an input method may handle. */
async function type(...syllables: string[][]) {
  for (const [i, steps] of syllables.entries()) {
    await compose(...steps);
    if (i === syllables.length - 1)
      for (const key of ["ArrowDown", "ArrowUp", "Escape", "Enter"] as const) await press(key);
    await commit(steps.at(-1) ?? "");
    // Safari ends the composition before it reports the key.
    if (i === syllables.length - 1) await press("Enter");
  }
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
const dialog = (name: string) => mina.getByRole("dialog", { name });
const texts = (list: Locator) => list.allTextContents();

/** Sends a message and opens its edit box. */
async function sayAndEdit(text: string): Promise<Locator> {
  await say(mina, text);
  await mina.locator("[data-message][data-state=sent]").filter({ hasText: text }).waitFor();
  await mina.keyboard.press("ArrowUp");
  const editor = mina.getByRole("textbox", { name: "메시지 고치기" });
  await expect.poll(() => focused(mina)).toBe("메시지 고치기");
  return editor;
}

it("the edit box: a composition's Enter does not save, and its Escape does not discard", async () => {
  const editor = await sayAndEdit("고칠 말");
  await mina.keyboard.press("Control+a");
  await type(["ㅎ", "하", "한"], ["ㄱ", "그", "글"]);
  expect(await editor.inputValue()).toBe("한글");
  expect(await mina.getByText("고친 내용을 버릴까요?").count()).toBe(0);
  await mina.keyboard.press("Enter");
  await editor.waitFor({ state: "detached" });
  expect(await texts(mina.locator("[data-message] [dir=auto]").filter({ hasText: "고침" }))).toEqual(["한글(고침)"]);
});

it("the edit box: an emoji's name is completed by the Enter that ends its composition, and the edit stays open", async () => {
  const editor = await sayAndEdit("부를 말");
  await mina.keyboard.type(" :따");
  await compose("ㅂ", "보", "봉");
  await mina.getByRole("option", { name: "올린 엄지" }).waitFor();
  await press("Enter");
  await commit("봉");
  await expect.poll(() => editor.inputValue()).toBe("부를 말 👍");
  await mina.keyboard.press("Escape");
});

it("the search finds what is being composed, by consonants too; its keys neither move the focus nor close it", async () => {
  await mina.keyboard.press("Control+Shift+f");
  const marks = dialog("메시지 찾기").locator("mark");
  await expect.poll(() => focused(mina)).toBe("낱말이나 초성");
  await type(["ㅎ", "호", "회"], ["ㅇ", "으", "의"]);
  expect(await focused(mina)).toBe("낱말이나 초성");
  expect(await dialog("메시지 찾기").getByRole("searchbox").inputValue()).toBe("회의");
  await expect.poll(() => texts(marks)).toEqual(["회의"]);
  await mina.keyboard.press("Control+a");
  await compose("ㄴ", "느", "늦");
  await expect.poll(() => texts(marks)).toEqual(["늦"]);
  await commit("늦");
  await mina.keyboard.press("Control+a");
  await compose("ㅎ");
  await commit("ㅎ");
  await compose("ㅇ");
  await expect.poll(() => texts(marks)).toEqual(["회의"]);
  await commit("ㅇ");
  expect(new URL(mina.url()).pathname).toBe(`/rooms/${tea}`);
  await mina.keyboard.press("ArrowDown");
  await mina.keyboard.press("Enter");
  await mina.waitForURL(`**/rooms/${tea}?at=1`);
});

it("the switcher: a composition's keys neither choose, open nor close; Enter afterwards opens the match of the whole text", async () => {
  await mina.keyboard.press("Control+k");
  const places = dialog("바로 가기").getByRole("option");
  await expect.poll(() => texts(places)).toEqual(["독독서회", "산산책 모임"]);
  await mina.keyboard.press("ArrowDown");
  await type(["ㅎ", "호", "회"]);
  await expect.poll(() => texts(places)).toEqual(["독독서회"]);
  await mina.keyboard.press("Control+a");
  await compose("ㅁ", "모");
  await expect.poll(() => texts(places)).toEqual(["산산책 모임"]);
  await press("Enter");
  await commit("모");
  expect(await dialog("바로 가기").isVisible()).toBe(true);
  expect(new URL(mina.url()).pathname).toBe(`/rooms/${tea}`);
  await mina.keyboard.press("Enter");
  await mina.getByRole("heading", { name: "산책 모임" }).waitFor();
});

it("the list of rooms is filtered by what is being composed, and by consonants; the composition's keys change nothing", async () => {
  const field = mina.getByRole("searchbox", { name: "방 이름으로 찾기" });
  const names = mina.getByRole("list", { name: "내 방 목록" }).locator("a > span > span:first-child > bdi");
  await field.focus();
  await compose("ㄷ", "도", "독");
  await expect.poll(() => texts(names)).toEqual(["독서회"]);
  await commit("독");
  await type(["ㅅ"]);
  await expect.poll(() => texts(names)).toEqual(["독서회"]);
  expect([await field.inputValue(), await focused(mina)]).toEqual(["독ㅅ", "방 이름으로 찾기"]);
  await mina.keyboard.press("Control+a");
  for (const consonant of ["ㅅ", "ㅊ"]) {
    await compose(consonant);
    await commit(consonant);
  }
  await expect.poll(() => texts(names)).toEqual(["산책 모임"]);
});

it("the people of a room are found by what is being composed, and by consonants", async () => {
  const people = mina.getByRole("complementary", { name: "함께 있는 사람" });
  const found = people.getByRole("listitem").locator("bdi");
  await people.getByRole("searchbox").focus();
  await compose("ㅎ", "호", "홍");
  await expect.poll(() => texts(found)).toEqual(["홍길동"]);
  await commit("홍");
  await mina.keyboard.press("Control+a");
  await type(["ㅁ"], ["ㅇ"]);
  await expect.poll(() => texts(found)).toEqual(["민아"]);
  expect(mina.faults).toEqual([]);
});
