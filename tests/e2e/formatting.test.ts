/** Formats of messages: how they are shown, their code, spoilers and links, previews, and writing them. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { chooseFor, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
let site: Site;
let web: string;
let room: string;
/** On a computer. */
let mina: Visitor;
/** On a phone, in the dark, in English. */
let jun: Visitor;

const LONG_LINE = `const 긴_줄 = "${"가나다라".repeat(40)}";`;
const CODE = `\`\`\`ts\n${LONG_LINE}\n\tconst b = 2; // **굵지 않음**\n\`\`\``;
const EMOTICONS = "네~ 알겠습니다~ *^^* ㅠ_ㅠ ㅠ_ㅠ >_< (>_<) -_-;; 2*3*4 *_* a || b";

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  mina = await visitor(site.browser, {
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  jun = await visitor(site.browser, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    colorScheme: "dark",
    locale: "en-US",
  });
  await signUp(mina, web, "민아");
  await makeRoom(mina, "꾸밈방");
  room = new URL(mina.url()).pathname;
  await signUp(jun, web, "준서", room);
  await isLive(jun);
});

const composer = (page: Page) => page.getByLabel(/^(메시지|Message)$/);
const line = (page: Page, words: string) =>
  page.locator("[data-message][data-state=sent]").filter({ hasText: words }).last();

it("the author and the readers see formats, also after a reload, and mentions and addresses inside them", async () => {
  await say(mina, "**마크다운(Markdown)**을 *기울여* ~~지우고~~ `코드`와 **@준서 https://example.com/a_b** 끝");
  for (const page of [mina, jun]) {
    for (const again of [false, true]) {
      if (again) await page.reload();
      const message = line(page, "을 기울여");
      await message.waitFor();
      expect(await message.locator("strong").allTextContents()).toEqual([
        "마크다운(Markdown)",
        "@준서 https://example.com/a_b",
      ]);
      expect(await message.locator("em, s, code").allTextContents()).toEqual(["기울여", "지우고", "코드"]);
      expect(await message.locator("strong a").getAttribute("href")).toBe("https://example.com/a_b");
      expect(await message.locator("strong [data-mention]").textContent()).toBe("@준서");
    }
    await isLive(page);
  }
});

it("for a client that knows no formats, a message is the text that was written", async () => {
  const answer = await mina.request.get(`${web}/api${room}/messages`);
  expect(await answer.text()).toContain("**마크다운(Markdown)**을 *기울여* ~~지우고~~ `코드`와");
});

it("quotes and lists are blocks; emoticons, tildes and arithmetic are text", async () => {
  await say(mina, `> 인용한 **말**\n대답\n- 가\n  - 나\n3. 셋\n\n\n${EMOTICONS}`);
  const message = line(jun, "인용한");
  await message.waitFor();
  expect(await message.locator("blockquote").textContent()).toBe("인용한 말");
  expect(await message.locator("li").allTextContents()).toEqual(["가나", "나", "셋"]);
  expect(await message.locator("ol > li").getAttribute("value")).toBe("3");
  expect(await message.locator("em").count()).toBe(0);
  expect(await message.locator("bdi", { hasText: "네~" }).textContent()).toBe(EMOTICONS);
});

it("code is coloured, scrolls in its own box, is reached by Tab and is copied whole", async () => {
  await say(mina, `보기:\n${CODE}`);
  for (const page of [mina, jun]) {
    const code = line(page, "보기:").locator("pre");
    await code.locator("span").first().waitFor();
    expect(await code.textContent()).toBe(`${LONG_LINE}\n\tconst b = 2; // **굵지 않음**`);
    const [inner, outer] = await code.evaluate((pre) => [pre.scrollWidth, pre.clientWidth]);
    expect(inner).toBeGreaterThan(outer ?? 0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
    expect(await page.getByRole("log").evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
  }
  await line(mina, "보기:").getByRole("button", { name: "복사", exact: true }).click();
  await line(mina, "보기:").getByRole("button", { name: "복사했습니다" }).waitFor();
  expect(await mina.evaluate(() => navigator.clipboard.readText())).toBe(
    `${LONG_LINE}\n\tconst b = 2; // **굵지 않음**`,
  );
  await line(mina, "보기:").focus();
  await mina.keyboard.press("Tab");
  await mina.keyboard.press("Tab");
  expect(await mina.evaluate(() => document.activeElement?.tagName)).toBe("PRE");
  await line(jun, "보기:").getByRole("button", { name: "Copy", exact: true }).waitFor();
});

it("a spoiler is hidden from eyes and screen readers until its button is pressed, by finger or key", async () => {
  await say(mina, "범인은 ||**집사** https://example.com||야");
  const hidden = line(jun, "범인은").getByRole("button", { name: "Show the spoiler" });
  await hidden.waitFor();
  expect(await line(jun, "범인은").locator("strong, a").count()).toBe(0);
  await hidden.tap();
  await line(jun, "범인은").locator("strong", { hasText: "집사" }).waitFor();
  expect(await line(jun, "범인은").locator("a").count()).toBe(1);
  await line(jun, "범인은").getByRole("button", { name: "Hide the spoiler" }).tap();
  await hidden.waitFor();
  const own = line(mina, "범인은");
  await own.focus();
  await mina.keyboard.press("Tab");
  await mina.keyboard.press("Enter");
  await own.locator("strong", { hasText: "집사" }).waitFor();
  const button = own.getByRole("button", { name: "스포일러 가리기" });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await button.getAttribute("aria-expanded")).toBe("true");
});

it("a link with a text shows where it leads if the text looks like another address", async () => {
  await say(
    mina,
    "링크 [문서](https://example.com/a) [https://bank.example](https://evil.example/x) [x](javascript:alert(1))",
  );
  const links = line(jun, "링크").locator("a");
  await expect.poll(() => links.count()).toBe(2);
  expect(await links.allTextContents()).toEqual(["문서", "https://bank.example (evil.example)"]);
  expect(await links.first().getAttribute("rel")).toBe("noopener noreferrer nofollow");
});

it("the room list and quotes show formats as text, and hide spoilers", async () => {
  await say(mina, "**공지** ||비밀|| `끝`");
  const row = mina.locator(`a[href="${room}"]`).first();
  await expect.poll(() => row.textContent()).toContain("공지 ▒▒▒▒ 끝");
  await chooseFor(line(mina, "공지"), "답장");
  await mina.getByText("에게 답장").getByText("공지 ▒▒▒▒ 끝").waitFor();
  await say(mina, "답합니다");
  const quote = line(jun, "답합니다").locator("[data-quote]");
  await quote.waitFor();
  expect(await quote.textContent()).toContain("공지 ▒▒▒▒ 끝");
});

it("shortcuts put markers around the selection as typing would, so that undo takes them back", async () => {
  const value = () => composer(mina).inputValue();
  await composer(mina).fill("");
  await composer(mina).pressSequentially("가나 다라");
  for (const [keys, marked] of [
    ["Control+b", "**다라**"],
    ["Control+i", "*다라*"],
    ["Control+e", "`다라`"],
    ["Control+Shift+x", "~~다라~~"],
  ] as const) {
    await composer(mina).evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(3, 5));
    await composer(mina).press(keys);
    expect(await value()).toBe(`가나 ${marked}`);
    await composer(mina).press(keys);
    expect(await value()).toBe("가나 다라");
    await composer(mina).press("Control+z");
    expect(await value()).toBe(`가나 ${marked}`);
    await composer(mina).press("Control+z");
    expect(await value()).toBe("가나 다라");
  }
});

it("a bar of formats appears above a selection with the mouse, and keeps it; a phone has its own menu", async () => {
  const bar = mina.getByRole("toolbar", { name: "글자 꾸미기" });
  await composer(mina).press("End");
  await bar.waitFor({ state: "hidden" });
  await composer(mina).press("Control+a");
  await bar.waitFor();
  await bar.getByRole("button", { name: "굵게" }).click();
  expect(await composer(mina).inputValue()).toBe("**가나 다라**");
  await bar.getByRole("button", { name: "스포일러" }).click();
  expect(await composer(mina).inputValue()).toBe("**||가나 다라||**");
  expect(await composer(mina).evaluate((field) => field === document.activeElement)).toBe(true);
  await composer(mina).press("End");
  await bar.waitFor({ state: "hidden" });
  await composer(mina).fill("");
  await composer(jun).fill("글");
  await composer(jun).press("Control+a");
  expect(await jun.getByRole("toolbar").count()).toBe(0);
  await composer(jun).fill("");
});

it("in a block of code Enter breaks the line and Tab indents; after Escape, Tab leaves", async () => {
  await composer(mina).pressSequentially("```");
  await composer(mina).press("Enter");
  await composer(mina).press("Tab");
  await composer(mina).pressSequentially("a");
  await composer(mina).press("Enter");
  await composer(mina).pressSequentially("  b");
  await composer(mina).press("Shift+Tab");
  expect(await composer(mina).inputValue()).toBe("```\n  a\nb");
  await composer(mina).press("Escape");
  await composer(mina).press("Tab");
  expect(await composer(mina).evaluate((field) => field === document.activeElement)).toBe(false);
  await composer(mina).press("End");
  await composer(mina).press("Enter");
  await composer(mina).pressSequentially("```");
  await composer(mina).press("Enter");
  await mina.locator("[data-state=sent] pre", { hasText: "a\nb" }).waitFor();
  expect(await composer(mina).inputValue()).toBe("");
});

it("a syllable that is being composed is not disturbed", async () => {
  const keyboard = await mina.context().newCDPSession(mina);
  await composer(mina).focus();
  await composer(mina).fill("");
  await keyboard.send("Input.imeSetComposition", { text: "한", selectionStart: 1, selectionEnd: 1 });
  await mina.keyboard.press("Control+b");
  expect(await composer(mina).inputValue()).toBe("한");
  await keyboard.send("Input.insertText", { text: "한" });
  await composer(mina).press("Control+a");
  await composer(mina).press("Control+b");
  expect(await composer(mina).inputValue()).toBe("**한**");
  await composer(mina).fill("");
});

it("the edit box has the same keys and bar, and an edited message its new formats", async () => {
  await say(mina, "고칠 글");
  await chooseFor(line(mina, "고칠 글"), "고치기");
  const field = mina.getByLabel("메시지 고치기");
  await field.press("Control+a");
  await mina.getByRole("toolbar", { name: "글자 꾸미기" }).waitFor();
  await field.press("Control+b");
  expect(await field.inputValue()).toBe("**고칠 글**");
  await field.press("Enter");
  for (const page of [mina, jun]) await line(page, "고칠 글").locator("strong", { hasText: "고칠 글" }).waitFor();
});

it("no page had an error", () => {
  expect([mina.faults, jun.faults]).toEqual([[], []]);
});
