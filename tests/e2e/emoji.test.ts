/** Emoji: the completion after a colon, the picker, reactions, and large messages. A computer in Korean, a phone in English. */
import type { CDPSession, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { chooseFor, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { holdScripts } from "./routes";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
let site: Site;
/** On a computer, in Korean. */
let mina: Visitor;
/** On a phone, in English. */
let jun: Visitor;
let keyboard: CDPSession;

beforeAll(async () => {
  site = await openSite();
  const { web } = site.cloud.urls;
  mina = await visitor(site.browser, { viewport: { width: 1280, height: 800 } });
  jun = await visitor(site.browser, {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    locale: "en-US",
  });
  await signUp(mina, web, "민아");
  await makeRoom(mina, "이모지 방");
  await signUp(jun, web, "jun", new URL(mina.url()).pathname);
  await isLive(jun);
  keyboard = await mina.context().newCDPSession(mina);
});

const composer = (page: Page) => page.getByRole("textbox", { name: /^(메시지|Message)$/ });
const text = (page: Page) => composer(page).inputValue();
const line = (page: Page, words: string) =>
  page.locator("[data-message][data-state=sent]").filter({ hasText: words }).last();
const list = (page: Page) => page.getByRole("listbox", { name: /^(이모지|Emoji)$/ });
const picker = (page: Page) => page.getByRole("dialog");
const search = (page: Page) => picker(page).getByRole("searchbox");
const opener = (page: Page) => page.getByRole("button", { name: /^(이모지|Emoji)$/, exact: true });
const cell = (page: Page, name: string) =>
  picker(page).getByRole("gridcell").getByRole("button", { name, exact: true });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
const reaction = (page: Page, words: string, emoji: string) =>
  line(page, words).getByRole("button", { name: new RegExp(`^${emoji} `) });

/** Types a Korean syllable step by step, as an input method does. Its composition goes on. */
async function compose(...steps: string[]) {
  for (const each of steps)
    await keyboard.send("Input.imeSetComposition", {
      text: each,
      selectionStart: each.length,
      selectionEnd: each.length,
    });
}
const commit = (syllable: string) => keyboard.send("Input.insertText", { text: syllable });

async function clear(page: Page) {
  await composer(page).fill("");
}

it("an emoji is completed after a colon, by its Korean or English name; undo brings the typed text back", async () => {
  await composer(mina).pressSequentially("좋아요 :tada");
  await list(mina).getByRole("option", { name: "파티" }).waitFor();
  await composer(mina).press("Enter");
  expect(await text(mina)).toBe("좋아요 🎉");
  await composer(mina).pressSequentially(":하트");
  await list(mina).getByRole("option", { name: "빨간색 하트" }).waitFor();
  await composer(mina).press("Tab");
  expect(await text(mina)).toBe("좋아요 🎉❤️");
  expect(await focused(mina)).toBe("메시지");
  await composer(mina).press("Control+z");
  expect(await text(mina)).toBe("좋아요 🎉:하트");
  expect(await list(mina).count()).toBe(0);
  await composer(mina).press("Control+Shift+z");
  expect(await text(mina)).toBe("좋아요 🎉❤️");
  await composer(mina).press("Enter");
  await line(jun, "좋아요 🎉❤️").waitFor();
});

it("the arrow keys choose in the list, Escape closes it and keeps the text, and Enter then sends", async () => {
  await composer(mina).pressSequentially(":smile");
  const active = () => list(mina).locator("[aria-selected=true]").textContent();
  await expect.poll(active).toContain(":smile:");
  const first = await active();
  await composer(mina).press("ArrowDown");
  await expect.poll(active).not.toBe(first);
  expect(await composer(mina).getAttribute("aria-activedescendant")).toBe(
    await list(mina).locator("[aria-selected=true]").getAttribute("id"),
  );
  await composer(mina).press("ArrowUp");
  await expect.poll(active).toBe(first);
  await composer(mina).press("Escape");
  await list(mina).waitFor({ state: "detached" });
  expect(await text(mina)).toBe(":smile");
  await composer(mina).press("Enter");
  await line(jun, ":smile").waitFor();
  expect(await text(mina)).toBe("");
});

it("a second colon takes the emoji with exactly this shortcode, but not in a text that is pasted", async () => {
  await composer(mina).pressSequentially(":+1");
  await list(mina).waitFor();
  await composer(mina).pressSequentially(":");
  await expect.poll(() => text(mina)).toBe("👍");
  await composer(mina).press("Control+z");
  await expect.poll(() => text(mina)).toBe(":+1:");
  await clear(mina);
  await composer(mina).pressSequentially(":nosuch:");
  await mina.keyboard.insertText(" :tada:");
  await composer(mina).press("Enter");
  await line(jun, ":nosuch: :tada:").waitFor();
});

it("times, addresses and code open no list", async () => {
  for (const each of ["10:30", "https://a.kr", "비고:없음", "std::vector", "`:smile"]) {
    await composer(mina).pressSequentially(each);
    await mina.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    expect([each, await list(mina).count()]).toEqual([each, 0]);
    await clear(mina);
  }
});

it("IME: the list follows each syllable, and Enter in the middle of a composition inserts the emoji once", async () => {
  await composer(mina).pressSequentially("축하해 :");
  await compose("ㅎ", "하");
  await commit("하");
  await compose("ㅌ", "트");
  await list(mina).getByRole("option", { name: "빨간색 하트" }).waitFor();
  // As a browser does: the key belongs to the composition, which ends with it.
  await keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", windowsVirtualKeyCode: 229 });
  await commit("트");
  await expect.poll(() => text(mina)).toBe("축하해 ❤️");
  await composer(mina).press("Control+z");
  await expect.poll(() => text(mina)).toBe("축하해 :하트");
  await clear(mina);
  await composer(mina).pressSequentially(":");
  await compose("ㅎ");
  await commit("ㅎ");
  await compose("ㅌ");
  await list(mina).getByRole("option", { name: "빨간색 하트" }).click();
  await expect.poll(() => text(mina)).toBe("❤️");
  await clear(mina);
});

it("an edit completes emoji too", async () => {
  await say(mina, "고칠 글");
  await line(mina, "고칠 글").waitFor();
  await chooseFor(line(mina, "고칠 글"), "고치기");
  const editor = mina.getByRole("textbox", { name: "메시지 고치기" });
  await editor.pressSequentially(" :fire");
  await list(mina).getByRole("option", { name: "불", exact: false }).first().waitFor();
  await editor.press("Enter");
  expect(await editor.inputValue()).toBe("고칠 글 🔥");
  await editor.press("Enter");
  await line(jun, "고칠 글 🔥").waitFor();
});

it("the picker inserts at the caret, closes, and gives the focus back; its keys reach every emoji", async () => {
  await composer(mina).fill("가나");
  await composer(mina).press("ArrowLeft");
  await opener(mina).click();
  await expect.poll(() => focused(mina)).toBe("이모지 찾기");
  await search(mina).pressSequentially("강아지");
  await cell(mina, "강아지 얼굴").waitFor();
  await search(mina).press("ArrowDown");
  await expect.poll(() => focused(mina)).toBe("강아지 얼굴");
  await mina.keyboard.press("ArrowRight");
  await expect.poll(() => focused(mina)).toBe("개");
  await mina.keyboard.press("Enter");
  await picker(mina).waitFor({ state: "detached" });
  expect([await text(mina), await focused(mina)]).toEqual(["가🐕나", "메시지"]);
  await composer(mina).pressSequentially("!");
  expect(await text(mina)).toBe("가🐕!나");
  for (let i = 0; i < 2; i++) await composer(mina).press("Control+z");
  expect(await text(mina)).toBe("가나");

  await opener(mina).click();
  await search(mina).pressSequentially("tada");
  await cell(mina, "파티").waitFor();
  await search(mina).press("Enter");
  await picker(mina).waitFor({ state: "detached" });
  expect(await text(mina)).toBe("가🎉나");
  await opener(mina).click();
  await cell(mina, "파티").waitFor();
  await opener(mina).click();
  await picker(mina).waitFor({ state: "detached" });
  await opener(mina).click();
  await mina.keyboard.press("Escape");
  await picker(mina).waitFor({ state: "detached" });
  expect(await text(mina)).toBe("가🎉나");
  await clear(mina);
});

it("the skin tone and the recent emoji stay on the device", async () => {
  await opener(mina).click();
  await picker(mina).getByRole("tab", { name: "사람과 몸" }).click();
  await picker(mina).getByRole("radio", { name: "진한 갈색 피부" }).press("Space");
  await cell(mina, "흔드는 손").click();
  await expect.poll(() => text(mina)).toBe("👋🏾");
  await clear(mina);
  await mina.reload();
  await isLive(mina);
  await opener(mina).click();
  await expect
    .poll(() => picker(mina).getByRole("gridcell").first().getByRole("button").getAttribute("aria-label"))
    .toBe("흔드는 손");
  expect(await cell(mina, "흔드는 손").textContent()).toBe("👋🏾");
  expect(await picker(mina).getByRole("radio", { name: "진한 갈색 피부" }).isChecked()).toBe(true);
  await picker(mina).getByRole("radio", { name: "기본 피부색" }).press("Space");
  await mina.keyboard.press("Escape");
  await picker(mina).waitFor({ state: "detached" });
});

it("any emoji is a reaction; others see it, join it, and it is there after a reload; the focus stays at the message", async () => {
  await say(mina, "반응할 글");
  await line(mina, "반응할 글").waitFor();
  await chooseFor(line(mina, "반응할 글"), "다른 이모지로 반응하기");
  await expect.poll(() => focused(mina)).toBe("이모지 찾기");
  await search(mina).pressSequentially("녹아");
  await cell(mina, "녹아 내리는 얼굴").click();
  await picker(mina).waitFor({ state: "detached" });
  await reaction(mina, "반응할 글", "🫠").waitFor();
  expect(
    await mina.evaluate(() => document.activeElement?.closest("[data-message]")?.textContent?.includes("반응할 글")),
  ).toBe(true);
  await reaction(jun, "반응할 글", "🫠").tap();
  await mina.getByRole("button", { name: "🫠 2, 반응 수" }).waitFor();
  await jun.reload();
  await isLive(jun);
  await expect.poll(() => reaction(jun, "반응할 글", "🫠").getAttribute("aria-pressed")).toBe("true");
  await reaction(mina, "반응할 글", "🫠").click();
  await reaction(jun, "반응할 글", "🫠").filter({ hasText: "1" }).waitFor();
});

it("on a phone the picker is a sheet with large targets; its emoji goes into the text, or onto the message", async () => {
  await composer(jun).fill("nice ");
  await opener(jun).tap();
  await picker(jun).getByRole("tab", { name: "Food and drink" }).tap();
  await cell(jun, "kimchi").waitFor({ state: "detached" });
  await cell(jun, "hot beverage").tap();
  await picker(jun).waitFor({ state: "detached" });
  expect(await text(jun)).toBe("nice ☕");
  await jun.getByRole("button", { name: "Send" }).tap();
  await line(mina, "nice ☕").waitFor();

  await line(jun, "반응할 글").getByRole("button", { name: "Message menu" }).tap();
  await jun.getByRole("menuitem", { name: "React with another emoji" }).tap();
  const box = await picker(jun).boundingBox();
  expect([box?.x, box?.width]).toEqual([0, 360]);
  const cells = await picker(jun)
    .getByRole("gridcell")
    .getByRole("button")
    .evaluateAll((buttons) =>
      buttons.map((button) => button.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
    );
  expect(Math.min(...cells)).toBeGreaterThan(35);
  await search(jun).fill("unicorn");
  await cell(jun, "unicorn").tap();
  await reaction(mina, "반응할 글", "🦄").waitFor();
});

it("in a low window the picker stays on the screen, and its emoji can be scrolled to", async () => {
  await mina.setViewportSize({ width: 900, height: 320 });
  await opener(mina).click();
  await picker(mina).getByRole("tab", { name: "깃발" }).click();
  await cell(mina, "깃발: 대한민국").waitFor();
  const box = await picker(mina).boundingBox();
  expect(box && box.y >= 0 && box.y + box.height <= 320).toBe(true);
  await cell(mina, "깃발: 대한민국").click();
  expect(await text(mina)).toBe("🇰🇷");
  await clear(mina);
  await mina.setViewportSize({ width: 1280, height: 800 });
});

it("one to six emoji alone are large, also while they are sent; in quotes and lists they stay text", async () => {
  const size = (words: string) =>
    line(jun, words)
      .locator("[dir=auto] bdi")
      .first()
      .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  for (const words of ["🎉", "👍🏽 ❤️ 🇰🇷", "😀😀😀😀😀😀"]) {
    await say(mina, words);
    await line(jun, words).waitFor();
    expect([words, await size(words)]).toEqual([words, 36]);
  }
  for (const words of ["🎉!", "😀😀😀😀😀😀😀", "123"]) {
    await say(mina, words);
    await line(jun, words).waitFor();
    expect([words, await size(words)]).toEqual([words, 16]);
  }
  await chooseFor(line(mina, "👍🏽 ❤️ 🇰🇷"), "답장");
  const bar = mina.getByRole("button", { name: "답장 그만두기" }).locator("..");
  expect(await bar.getByText("👍🏽 ❤️ 🇰🇷").evaluate((element) => getComputedStyle(element).fontSize)).toBe("14px");
  await say(mina, "네!");
  const quote = line(mina, "네!").locator("[data-quote]");
  await quote.getByText("👍🏽 ❤️ 🇰🇷").waitFor();
  expect(await quote.evaluate((element) => getComputedStyle(element).fontSize)).toBe("12px");
});

it("if the emoji cannot be loaded, the picker says so and tries again; the text can be written meanwhile", async () => {
  const page = await visitor(site.browser, { viewport: { width: 1280, height: 800 } });
  await signUp(page, site.cloud.urls.web, "느린이", new URL(mina.url()).pathname);
  await isLive(page);
  const answer = await holdScripts(page, "활짝 웃는 얼굴");
  await answer("fail");
  await composer(page).pressSequentially(":tada");
  await opener(page).click();
  const alert = picker(page).getByRole("alert");
  await alert.getByText("이모지를 불러오지 못했습니다.").waitFor();
  await answer("pass");
  await alert.getByRole("button", { name: "다시 시도" }).click();
  await cell(page, "올린 엄지").waitFor();
  await page.keyboard.press("Escape");
  expect(await text(page)).toBe(":tada");
  // Typing on opens the list.
  await composer(page).press("Backspace");
  await list(page).getByRole("option", { name: "파티" }).waitFor();
});

it("no page had an error", () => {
  expect([mina.faults, jun.faults]).toEqual([[], []]);
});
