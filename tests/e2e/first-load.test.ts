/** What the first load of a page requests and shows (docs/decisions/0019-first-load.md). */
import type { Page, Request } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { standardSyllables } from "@/scripts/fonts";
import { isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { holdScripts } from "./routes";
import { openSite, type Site } from "./site";

const WIDE = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let site: Site;
let web: string;
let room: string;
let mina: Awaited<ReturnType<typeof visitor>>;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  mina = await visitor(site.browser, WIDE);
  await signUp(mina, web, "민아");
  await makeRoom(mina, "첫인상");
  room = new URL(mina.url()).pathname;
  await say(mina, "**굵은 말**과 https://example.com/a_b, 그리고 @민아");
  await say(mina, "그냥 말");
  await mina.locator("[data-message][data-state=sent]").nth(1).waitFor();
});

/** The requests of a page's load, each as `POST /api/…`, once the page has been quiet. */
async function requestsOf(page: Page, path: string): Promise<string[]> {
  const all: string[] = [];
  const note = (request: Request) => {
    const url = new URL(request.url());
    url.searchParams.delete("_rsc");
    all.push(`${request.method()} ${url.href.replace(web, "")}`);
  };
  page.on("request", note);
  await page.goto(web + path);
  if (path !== "/rooms") await isLive(page);
  await page.waitForLoadState("networkidle");
  page.off("request", note);
  return all;
}

const twice = (all: readonly string[]) => all.filter((each, i) => all.indexOf(each) !== i);
/** Requests of pages and of our API, without parameters. */
const calls = (all: readonly string[]) =>
  all
    .filter((each) => !/^GET \/(?:_next|icon)/.test(each))
    .map((each) => each.replace(/\?.*/, ""))
    .sort();

for (const [device, options] of [
  ["on a computer", WIDE],
  ["on a phone", PHONE],
] as const) {
  it(`a room's first load requests nothing twice, no other page and no ticket of the room, ${device}`, async () => {
    const page = await visitor(site.browser, options);
    await page.context().addCookies(await mina.context().cookies());
    const all = await requestsOf(page, room);
    expect(twice(all)).toEqual([]);
    expect(calls(all)).toEqual(["GET /api/rooms", `GET /api${room}/members`, `GET ${room}`, "POST /api/inbox/ticket"]);
    await page.context().close();
  });

  it(`the list's first load requests nothing twice and no other page, ${device}`, async () => {
    const page = await visitor(site.browser, options);
    await page.context().addCookies(await mina.context().cookies());
    const all = await requestsOf(page, "/rooms");
    expect(twice(all)).toEqual([]);
    expect(calls(all)).toEqual(["GET /rooms", "POST /api/inbox/ticket"]);
    await page.context().close();
  });
}

it("the first messages have their formats and links in the server's HTML", async () => {
  const page = await visitor(site.browser, { ...WIDE, javaScriptEnabled: false });
  await page.context().addCookies(await mina.context().cookies());
  await page.goto(web + room);
  const message = page.locator("[data-message]").first();
  expect(await message.locator("strong").textContent()).toBe("굵은 말");
  expect(await message.locator("a").getAttribute("href")).toBe("https://example.com/a_b");
  expect(await message.locator("[data-mention]").textContent()).toBe("@민아");
  await page.context().close();
});

it("the first messages stay the same elements when the parser of formats arrives", async () => {
  const page = await visitor(site.browser, WIDE);
  await page.context().addCookies(await mina.context().cookies());
  const answer = await holdScripts(page, "function messageTree(");
  await page.goto(web + room);
  await isLive(page);
  const bold = await page.locator("[data-message] strong").first().elementHandle();
  expect(await bold?.textContent()).toBe("굵은 말");
  await answer("pass");
  await say(page, "*새 말*");
  await page.locator("[data-message] em", { hasText: "새 말" }).waitFor();
  expect(await bold?.evaluate((element) => element.isConnected)).toBe(true);
  await page.context().close();
});

it("a text of all 2,350 syllables of KS X 1001 loads exactly five font files", async () => {
  await mina.goto(web + room);
  await isLive(mina);
  const fonts = new Set<string>();
  mina.on("request", (request) => request.resourceType() === "font" && fonts.add(request.url()));
  await mina.reload();
  await isLive(mina);
  // The last stylesheet, of which no file is needed.
  const hasAllSheets = () =>
    mina.evaluate(() => [...document.fonts].some(({ family }) => family.includes("Pretendard")));
  await expect.poll(hasAllSheets).toBe(true);
  await say(mina, standardSyllables().join(""));
  const isDrawn = () => mina.evaluate(() => document.fonts.status === "loaded");
  await expect.poll(() => fonts.size).toBeGreaterThanOrEqual(5);
  await expect.poll(isDrawn).toBe(true);
  expect(fonts.size).toBe(5);
});

it("D1: a room that is shown again from the router's cache connects with a new ticket", async () => {
  const page = await visitor(site.browser, PHONE);
  await page.context().addCookies(await mina.context().cookies());
  await page.goto(web + room);
  await isLive(page);
  await page.getByRole("link", { name: "방 목록으로" }).click();
  await page.waitForURL("**/rooms");
  const asked = page.waitForRequest(`**/api${room}/ticket*`);
  await page.goBack();
  await asked;
  await isLive(page);
  expect(page.faults).toEqual([]);
  await page.context().close();
});
