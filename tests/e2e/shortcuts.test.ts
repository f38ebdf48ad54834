/** Keyboard shortcuts: the switcher, on messages, in the empty composer, and their list. In Korean and English, with a phone's width too. */
import type { Page } from "playwright-core";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
let site: Site;
let mina: Visitor;
let jun: Visitor;
let tea: string;

beforeAll(async () => {
  site = await openSite();
  mina = await visitor(site.browser, { viewport: { width: 1280, height: 800 } });
  await signUp(mina, site.cloud.urls.web, "민아");
  for (const name of ["산책 모임", "독서회", "찻집"]) {
    await mina.goto(`${site.cloud.urls.web}/rooms`);
    await makeRoom(mina, name);
    await isLive(mina);
  }
  tea = mina.url();
  jun = await visitor(site.browser);
  await signUp(jun, site.cloud.urls.web, "홍길동", new URL(tea).pathname);
  await isLive(jun);
  await say(jun, "길동의 말");
});
beforeEach(async () => {
  await mina.goto(tea);
  await isLive(mina);
  await line(mina, "길동의 말").waitFor();
});

const composer = (page: Page) => page.getByRole("textbox", { name: "메시지", exact: true });
const editor = (page: Page) => page.getByRole("textbox", { name: "메시지 고치기" });
const line = (page: Page, words: string) =>
  page.locator("[data-message][data-state=sent]").filter({ hasText: words }).last();
const replyBar = (page: Page) => page.getByText("홍길동 님에게 답장");
const switcher = (page: Page) => page.getByRole("dialog", { name: "바로 가기" });
const places = (page: Page) => switcher(page).getByRole("option");
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.tagName);

it.each(["Control+k", "Control+ㅏ"])(
  "%s opens the switcher, also while one writes; the same keys close it",
  async (keys) => {
    await composer(mina).fill("쓰던 글");
    const press = () =>
      keys === "Control+k"
        ? mina.keyboard.press(keys)
        : mina.evaluate(() =>
            (document.activeElement ?? document).dispatchEvent(
              new KeyboardEvent("keydown", { key: "ㅏ", code: "KeyK", ctrlKey: true, bubbles: true, cancelable: true }),
            ),
          );
    await press();
    await switcher(mina).waitFor();
    await expect.poll(() => focused(mina)).toBe("방이나 사람 이름");
    await press();
    await switcher(mina).waitFor({ state: "detached" });
    await expect.poll(() => focused(mina)).toBe("메시지");
    expect(await composer(mina).inputValue()).toBe("쓰던 글");
    await composer(mina).fill("");
  },
);

it("shows the own rooms without the open one, latest first, and goes to the chosen one", async () => {
  await mina.keyboard.press("Control+k");
  await places(mina).first().waitFor();
  expect(await places(mina).allTextContents()).toEqual(["독독서회", "산산책 모임"]);
  await mina.keyboard.press("ArrowDown");
  await mina.keyboard.press("Enter");
  await mina.getByRole("heading", { name: "산책 모임" }).waitFor();
  await expect.poll(() => focused(mina)).toBe("메시지");
});

it("finds rooms by a part, by initial consonants and in mid-syllable, while an input method composes", async () => {
  const keyboard = await mina.context().newCDPSession(mina);
  await mina.keyboard.press("Control+k");
  await places(mina).first().waitFor();
  for (const [typed, found] of [
    ["ㅅㅊ", "산산책 모임"],
    ["독ㅅ", "독독서회"],
    ["모임", "산산책 모임"],
  ] as const) {
    await mina.keyboard.press("Control+a");
    await keyboard.send("Input.imeSetComposition", { text: typed, selectionStart: 2, selectionEnd: 2 });
    await expect.poll(() => places(mina).allTextContents()).toEqual([found]);
    await keyboard.send("Input.insertText", { text: typed });
    await expect.poll(() => places(mina).allTextContents()).toEqual([found]);
  }
  await mina.keyboard.press("Escape");
});

it("finds people of one's rooms and opens the direct room with them", async () => {
  await mina.keyboard.press("Control+k");
  await switcher(mina).getByRole("combobox").fill("ㅎㄱㄷ");
  await places(mina).filter({ hasText: "홍길동" }).waitFor();
  await mina.keyboard.press("Enter");
  await mina.getByRole("heading", { name: "홍길동" }).waitFor();
  expect(new URL(mina.url()).pathname).not.toBe(new URL(tea).pathname);
});

it("says that nothing matches", async () => {
  await mina.keyboard.press("Control+k");
  await switcher(mina).getByRole("combobox").fill("없는 이름");
  await switcher(mina).getByText("‘없는 이름’에 맞는 방이나 사람이 없습니다.").waitFor();
  await mina.keyboard.press("Enter");
  expect(await switcher(mina).isVisible()).toBe(true);
});

it("↑ in the empty composer edits the user's last message, and in a text moves the caret", async () => {
  await say(mina, "고칠 말");
  await mina.locator("[data-message][data-state=sent]").filter({ hasText: "고칠 말" }).waitFor();
  await mina.keyboard.press("ArrowUp");
  await expect.poll(() => focused(mina)).toBe("메시지 고치기");
  expect(await editor(mina).inputValue()).toBe("고칠 말");
  await mina.keyboard.press("Escape");
  await editor(mina).waitFor({ state: "detached" });
  await composer(mina).fill("쓰는 중");
  await composer(mina).press("ArrowUp");
  expect(await editor(mina).count()).toBe(0);
  await composer(mina).fill("");
});

it("on a focused message: R replies, E edits one's own, + opens the reactions, Delete asks, Escape goes back", async () => {
  await say(mina, "내 말");
  await composer(mina).press("Shift+Tab");
  await line(mina, "내 말").focus();
  await mina.keyboard.press("e");
  await expect.poll(() => focused(mina)).toBe("메시지 고치기");
  await mina.keyboard.press("Escape");
  await line(mina, "길동의 말").focus();
  await mina.keyboard.press("e");
  expect(await editor(mina).count()).toBe(0);
  await mina.keyboard.press("r");
  await replyBar(mina).waitFor();
  await expect.poll(() => focused(mina)).toBe("메시지");
  await mina.keyboard.press("Escape");
  await replyBar(mina).waitFor({ state: "detached" });
  await line(mina, "내 말").focus();
  await mina.keyboard.press("+");
  await mina.getByRole("menuitem", { name: /👍/ }).waitFor();
  for (const [key, label] of [
    ["ArrowDown", "👍"],
    ["ArrowRight", "❤️"],
    ["ArrowRight", "😂"],
    ["ArrowLeft", "❤️"],
    ["ArrowDown", "답장"],
    ["ArrowUp", ""],
    ["ArrowLeft", "🙏"],
  ] as const) {
    await mina.keyboard.press(key);
    const named = () =>
      mina.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
    if (label) await expect.poll(named).toContain(label);
  }
  await mina.keyboard.press("Escape");
  await mina.getByRole("menu").waitFor({ state: "detached" });
  await line(mina, "내 말").focus();
  await mina.keyboard.press("Delete");
  const question = mina.getByRole("alertdialog").or(mina.getByRole("dialog"));
  await question.waitFor();
  await mina.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  await line(mina, "내 말").focus();
  await mina.keyboard.press("Escape");
  await expect.poll(() => focused(mina)).toBe("메시지");
});

it("a letter with Ctrl on a focused message is left to the browser", async () => {
  await line(mina, "길동의 말").focus();
  await mina.keyboard.press("Control+e");
  await mina.keyboard.press("Control+Delete");
  expect(await mina.getByRole("dialog").count()).toBe(0);
  expect(await editor(mina).count()).toBe(0);
});

it("? and Ctrl+/ list the shortcuts; in a field ? is text", async () => {
  const keys = mina.getByRole("dialog", { name: "단축키" });
  await composer(mina).press("?");
  expect(await composer(mina).inputValue()).toBe("?");
  await composer(mina).fill("");
  await composer(mina).press("Control+/");
  await keys.waitFor();
  await mina.keyboard.press("Escape");
  await keys.waitFor({ state: "detached" });
  await line(mina, "길동의 말").focus();
  await mina.keyboard.press("?");
  await keys.waitFor();
  await mina.keyboard.press("Escape");
  await keys.waitFor({ state: "detached" });
});

it("Ctrl+Shift+F opens the search, and Ctrl+K then the switcher instead, with the focus; Ctrl+F stays the browser's", async () => {
  const isTaken = await mina.evaluate(() => {
    const event = new KeyboardEvent("keydown", {
      key: "f",
      code: "KeyF",
      ctrlKey: true,
      bubbles: true,
      cancelable: true,
    });
    return !document.dispatchEvent(event);
  });
  expect(isTaken).toBe(false);
  await mina.keyboard.press("Control+Shift+f");
  await mina.getByRole("dialog", { name: "메시지 찾기" }).waitFor();
  await mina.keyboard.press("Control+k");
  await switcher(mina).waitFor();
  await mina.getByRole("dialog", { name: "메시지 찾기" }).waitFor({ state: "detached" });
  await expect.poll(() => focused(mina)).toBe("방이나 사람 이름");
  await mina.keyboard.press("Control+/");
  const keys = mina.getByRole("dialog", { name: "단축키" });
  await keys.waitFor();
  await switcher(mina).waitFor({ state: "detached" });
  await mina.keyboard.press("Control+k");
  await keys.waitFor({ state: "detached" });
  await expect.poll(() => focused(mina)).toBe("방이나 사람 이름");
  await mina.keyboard.press("Escape");
  await switcher(mina).waitFor({ state: "detached" });
  await expect.poll(() => focused(mina)).toBe("메시지");
});

it("the user menu opens the list of shortcuts, in English too", async () => {
  const page = await visitor(site.browser, { locale: "en-GB", viewport: { width: 390, height: 700 } });
  await page.context().addCookies((await mina.context().cookies()).filter(({ name }) => name !== "locale"));
  await page.goto(`${site.cloud.urls.web}/rooms`);
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Edit your last message").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Go to" }).waitFor();
  await page.context().close();
});
