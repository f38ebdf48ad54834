/** Mouse and finger on messages: quick actions, right click, double click, swipe. And how much space messages take. */
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
  await makeRoom(mina, "찻집");
  await isLive(mina);
  tea = mina.url();
  await say(mina, "민아의 말");
  jun = await visitor(site.browser, { viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true });
  await signUp(jun, site.cloud.urls.web, "준서", new URL(tea).pathname);
  await isLive(jun);
  await jun.getByRole("textbox", { name: "메시지", exact: true }).fill("준서의 말 https://example.com/a");
  await jun.getByRole("button", { name: "보내기" }).click();
  await line(mina, "준서의 말").waitFor();
});
beforeEach(async () => {
  await mina.mouse.move(5, 5);
  await mina.keyboard.press("Escape");
});

const line = (page: Page, words: string) =>
  page.locator("[data-message][data-state=sent]").filter({ hasText: words }).last();
const bubble = (page: Page, words: string) => line(page, words).locator("[id^=m]").first();
const menu = (page: Page) => page.getByRole("menu");
const replyTo = (page: Page, name: string) => page.getByText(`${name} 님에게 답장`);
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
const textbox = (page: Page) => page.getByRole("textbox", { name: "메시지", exact: true });

it("shows the time with its full date and quick actions beside the message under the mouse", async () => {
  const message = line(mina, "준서의 말");
  await bubble(mina, "준서의 말").hover();
  const time = message.locator("time");
  await time.waitFor();
  expect(await time.getAttribute("title")).toMatch(/\d{4}년 \d+월 \d+일 .요일.*\d+:\d\d:\d\d/);
  await message.getByRole("button", { name: /👍/ }).click();
  await message.getByRole("list", { name: "반응" }).getByText("👍").waitFor();
  // The reaction has moved the message.
  await bubble(mina, "준서의 말").hover();
  await message.getByRole("button", { name: "답장" }).click();
  await replyTo(mina, "준서").waitFor();
  await expect.poll(() => focused(mina)).toBe("메시지");
  await mina.keyboard.press("Escape");
  await mina.mouse.move(5, 5);
  await time.waitFor({ state: "detached" });
});

it.each(["민아의 말", "준서의 말"])("quick actions stay inside the log: %s", async (words) => {
  await bubble(mina, words).hover();
  const box = await line(mina, words).locator("time").locator("xpath=..").boundingBox();
  const log = await mina.getByRole("log").boundingBox();
  expect(box && log && box.x >= log.x && box.x + box.width <= log.x + log.width).toBe(true);
});

it("a right click opens the menu at the mouse; on a link and on selected text it opens the browser's menu", async () => {
  const box = await bubble(mina, "준서의 말").boundingBox();
  await mina.mouse.click((box?.x ?? 0) + 6, (box?.y ?? 0) + 6, { button: "right" });
  await menu(mina).getByRole("menuitem", { name: "답장" }).waitFor();
  await mina.keyboard.press("Escape");
  await menu(mina).waitFor({ state: "detached" });
  await line(mina, "준서의 말").getByRole("link").click({ button: "right" });
  await bubble(mina, "민아의 말").dblclick();
  await bubble(mina, "민아의 말").click({ button: "right" });
  expect(await menu(mina).count()).toBe(0);
});

it("a double click replies and leaves the word selected; typing then goes to the reply", async () => {
  await bubble(mina, "준서의 말").dblclick({ position: { x: 20, y: 16 } });
  await replyTo(mina, "준서").waitFor();
  expect((await mina.evaluate(() => getSelection()?.toString()))?.trim()).toBe("준서의");
  await mina.keyboard.type("ok");
  await expect.poll(() => focused(mina)).toBe("메시지");
  expect(await textbox(mina).inputValue()).toBe("ok");
  await textbox(mina).fill("");
  await mina.keyboard.press("Escape");
});

it("a double click on a reaction that disappears at the first press does not begin a reply to its message", async () => {
  await say(jun, "두 번 누를 말");
  const message = line(mina, "두 번 누를 말");
  await bubble(mina, "두 번 누를 말").hover();
  await message.getByRole("button", { name: /👍/ }).click();
  const reaction = message.getByRole("list", { name: "반응" }).getByRole("button", { name: /👍/ });
  const box = await reaction.boundingBox();
  if (!box) throw new Error("no reaction");
  const [x, y] = [box.x + box.width / 2, box.y + 2];
  await mina.mouse.click(x, y);
  await reaction.waitFor({ state: "detached" });
  // The message has moved under the mouse.
  const isOnMessage = () =>
    mina.evaluate(
      ([x = 0, y = 0]) => document.elementFromPoint(x, y)?.closest("[data-message] [id^=m]") != null,
      [x, y],
    );
  await expect.poll(isOnMessage).toBe(true);
  await mina.mouse.down({ clickCount: 2 });
  await mina.mouse.up({ clickCount: 2 });
  expect(await replyTo(mina, "준서").count()).toBe(0);
  await bubble(mina, "두 번 누를 말").dblclick();
  await replyTo(mina, "준서").waitFor();
});

it("a swipe to the left replies; a short one, one to the right and one that scrolls do not", async () => {
  const touch = await jun.context().newCDPSession(jun);
  const box = await bubble(jun, "민아의 말").boundingBox();
  if (!box) throw new Error("no message");
  const swipe = async (dx: number, dy = 0) => {
    const at = (step: number) => [{ x: box.x + 40 + (dx * step) / 4, y: box.y + 10 + (dy * step) / 4 }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0) });
    for (const step of [1, 2, 3, 4])
      await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(step) });
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  };
  for (const [dx, dy] of [
    [-40, 0],
    [90, 0],
    [-90, 120],
  ] as const) {
    await swipe(dx, dy);
    expect(await replyTo(jun, "민아").count()).toBe(0);
  }
  await swipe(-90);
  await replyTo(jun, "민아").waitFor();
  expect(await menu(jun).count()).toBe(0);
  await expect.poll(() => bubble(jun, "민아의 말").evaluate((body) => body.parentElement?.style.translate)).toBe("");
});

it("compact messages take less than half the space, also after a reload", async () => {
  for (let i = 0; i < 6; i++) {
    await say(mina, `짧은 말 ${i}`);
    await textbox(jun).fill(`대답 ${i}`);
    await jun.getByRole("button", { name: "보내기" }).click();
    await line(mina, `대답 ${i}`).waitFor();
  }
  const height = () => mina.locator("[role=log] ol").evaluate((list) => list.getBoundingClientRect().height);
  const before = await height();
  await mina.goto(`${site.cloud.urls.web}/rooms`);
  await mina.getByRole("button", { name: /내 메뉴/ }).click();
  await mina.getByRole("menuitemradio", { name: "촘촘하게" }).click();
  await expect.poll(() => mina.evaluate(() => document.documentElement.dataset.density)).toBe("compact");
  await mina.goto(tea);
  await line(mina, "대답 5").waitFor();
  expect((await height()) / before).toBeLessThan(0.5);
});
