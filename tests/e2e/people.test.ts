/** The main use of the product: production build, real rooms, two and three browsers. */
import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import type { Cloud } from "@/dev/cloud";
import { isLive, say, signUp } from "./acts";
import { visitor } from "./browser";
import { en, ko, signUpWithPassword } from "./languages";
import { openSite, type Site } from "./site";

let site: Site;
let cloud: Cloud;
let browser: Browser;
beforeAll(async () => {
  site = await openSite();
  ({ cloud, browser } = site);
});

const KO = {
  create: "방 만들기",
  name: "방 이름",
  make: "만들기",
};
const bodies = (page: Page) => page.locator("[data-message]").allInnerTexts();
const sees = (page: Page, text: string, timeout = 15_000) =>
  page.locator("[data-message][data-state=sent]").getByText(text, { exact: true }).waitFor({ timeout });

it("two users sign up, create a room, join it and talk; a reload keeps the messages; a third user sees them", async () => {
  const mina = await visitor(browser);
  const jun = await visitor(browser, { locale: "en-US", colorScheme: "dark", viewport: { width: 390, height: 844 } });

  await signUpWithPassword(mina, cloud.urls.web, ko, "민아");
  await mina.getByRole("button", { name: KO.create }).first().click();
  await mina.getByLabel(KO.name, { exact: true }).fill("저녁 산책 모임");
  await mina.getByRole("button", { name: KO.make, exact: true }).click();
  await mina.waitForURL(/\/rooms\/[0-9a-f-]{36}$/);

  await signUpWithPassword(jun, cloud.urls.web, en, "Jun");
  await jun.getByRole("link", { name: /저녁 산책 모임/ }).click();
  await jun.waitForURL(/\/rooms\/[0-9a-f-]{36}$/);
  await isLive(jun);

  await say(mina, "안녕하세요 👋");
  await sees(jun, "안녕하세요 👋");
  await say(jun, "Hello, 민아!");
  await sees(mina, "Hello, 민아!");
  await sees(jun, "Hello, 민아!");

  await mina.reload();
  await sees(mina, "안녕하세요 👋");
  await sees(mina, "Hello, 민아!");
  await say(mina, "다시 왔어요");
  await sees(jun, "다시 왔어요");

  const ara = await visitor(browser);
  await signUpWithPassword(ara, cloud.urls.web, ko, "아라", new URL(mina.url()).pathname);
  await sees(ara, "안녕하세요 👋");
  expect((await bodies(ara)).map((text) => text.trim())).toEqual(["안녕하세요 👋", "Hello, 민아!", "다시 왔어요"]);
  for (const page of [mina, jun, ara]) expect(page.faults).toEqual([]);
}, 90_000);

it("the first paint has the messages: the page as sent by the server, before any script", async () => {
  const page = await visitor(browser);
  await signUp(page, cloud.urls.web, "하나");
  await page.getByRole("link", { name: /저녁 산책 모임/ }).click();
  await sees(page, "다시 왔어요");
  const html = await (await page.request.get(page.url())).text();
  expect(html).toContain("Hello, 민아!");
  // What another chat shows of a shared link.
  expect(html).toMatch(/<meta property="og:title" content="저녁 산책 모임[^"]*"/);
  expect(html).toMatch(/<meta property="og:description" content="[^"]+"/);
});

it("a Korean syllable that is being composed is not sent by Enter", async () => {
  const page = await visitor(browser);
  await signUp(page, cloud.urls.web, "두리");
  await page.getByRole("link", { name: /저녁 산책 모임/ }).click();
  await isLive(page);
  const composer = page.locator("textarea");
  await composer.click();
  const keyboard = await page.context().newCDPSession(page);
  const press = { key: "Enter", code: "Enter", nativeVirtualKeyCode: 13 };
  await keyboard.send("Input.imeSetComposition", { text: "한", selectionStart: 1, selectionEnd: 1 });
  await keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: 229, ...press });
  await keyboard.send("Input.insertText", { text: "한글" });
  expect(await composer.inputValue()).toContain("한글");
  await composer.press("Enter");
  await sees(page, "한글");
  expect((await bodies(page)).filter((text) => text.includes("한"))).toHaveLength(1);
});

it("scrolling up loads older messages, and the visible ones stay in place", async () => {
  const page = await visitor(browser);
  await signUp(page, cloud.urls.web, "미루");
  await page.getByRole("button", { name: KO.create }).first().click();
  await page.getByLabel(KO.name, { exact: true }).fill("긴 이야기");
  await page.getByRole("button", { name: KO.make, exact: true }).click();
  await page.waitForURL(/\/rooms\/[0-9a-f-]{36}$/);
  for (let i = 1; i <= 75; i++) {
    await say(page, `줄 ${i}`);
    if (i % 15 === 0) await sees(page, `줄 ${i}`);
  }
  await sees(page, "줄 75");
  await page.reload();
  await sees(page, "줄 75");
  // The rendered page has the recent 50; messages that were flushed after that came by the socket.
  expect((await bodies(page)).length).toBeLessThan(75);
  const oldest = page.locator("[data-message]").getByText("줄 26", { exact: true });
  await oldest.scrollIntoViewIfNeeded();
  await page.getByRole("log").hover();
  await page.mouse.wheel(0, -400);
  await page.locator("[data-message]").getByText("줄 1", { exact: true }).waitFor({ state: "attached" });
  expect((await bodies(page)).length).toBe(75);
  expect(await oldest.isVisible()).toBe(true);
});
