/** Hostile texts and names on the real screens: nothing is executed, and nothing moves its surroundings. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { MESSAGES, REFUSED, REFUSED_NAMES, REFUSED_USERNAMES, ROOM_NAMES } from "./corpus";
import { openSite, type Site } from "./site";

const LONGEST_USERNAME = "W".repeat(32);

let site: Site;
let web: string;
let room: string;
/** Writes; her name is as wide as a name can be. */
let mina: Page & { faults: string[] };
/** Reads. */
let jun: Page & { faults: string[] };
beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  mina = await visitor(site.browser, { viewport: { width: 1280, height: 800 } });
  jun = await visitor(site.browser, { viewport: { width: 320, height: 640 } });
  await signUp(mina, web, LONGEST_USERNAME);
  await makeRoom(mina, "시험 방");
  room = new URL(mina.url()).pathname;
  await signUp(jun, web, "준준", room);
  await isLive(jun);
  for (const text of Object.values(MESSAGES)) await write(mina, text);
  await say(mina, "끝");
  for (const page of [mina, jun]) await page.locator("[data-state=sent]").getByText("끝", { exact: true }).waitFor();
});

/** Inserts texts that a test's keyboard cannot type, as a keyboard or a paste would. */
async function paste(page: Page, text: string) {
  await page.locator("textarea").evaluate((field: HTMLTextAreaElement, value) => {
    const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value") ?? {};
    set?.call(field, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
}

async function write(page: Page, text: string) {
  await paste(page, text);
  await page.locator("button[type=submit]:enabled").click();
}

const shown = (page: Page) =>
  page.locator("[data-message][data-state=sent] bdi").evaluateAll((all) => all.map((each) => each.textContent ?? ""));
const canary = (page: Page) => page.evaluate(() => (window as unknown as { canary?: unknown }).canary);

/** Elements that overflow the page or the log sideways. */
const sideways = (page: Page) =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("[role=log]")]
      .map((box) => box.scrollWidth - box.clientWidth)
      .filter((excess) => excess > 0),
  );

it.each([
  ["their author", () => mina],
  ["a live reader", () => jun],
])("%s sees every text as it was written", async (_, page) => {
  const expected = [...Object.values(MESSAGES), "끝"].map((text) => text.normalize("NFC").trim());
  // A text area normalizes line ends; U+2028 is not one of them.
  expect((await shown(page())).slice(-expected.length)).toEqual(expected);
});

it("nothing is executed: not live, not in the server's rendering, not on hover", async () => {
  for (const page of [mina, jun]) {
    await page.reload();
    await isLive(page);
    for (const link of await page.locator("[data-message] a").all()) await link.hover();
    expect(await canary(page)).toBeUndefined();
    expect(
      await page.locator("[role=log] :is(script, img, iframe, style, base, input, details, svg[onload])").count(),
    ).toBe(0);
  }
  expect(await shown(jun)).toContain(MESSAGES.script);
});

it("links lead to http and https only, tell the other site nothing, and show their target", async () => {
  const links = await jun.locator("[data-message] a").evaluateAll((all) =>
    all.map((a) => ({
      href: a.getAttribute("href"),
      rel: a.getAttribute("rel"),
      text: a.textContent,
      dir: a.getAttribute("dir"),
    })),
  );
  expect(links.length).toBeGreaterThan(3);
  for (const { href, rel, text, dir } of links) {
    expect(href).toMatch(/^https?:\/\//);
    expect(rel).toContain("noopener");
    expect(text).not.toMatch(/\p{Bidi_Control}/u);
    expect(dir).toBe("ltr");
  }
  expect(links.map(({ href }) => href).join()).not.toContain("bank.example");
});

it.each([320, 1280])("at %i px nothing overflows sideways, in the room and in the list", async (width) => {
  await jun.setViewportSize({ width, height: 700 });
  for (const path of [room, "/rooms"]) {
    await jun.goto(web + path);
    await jun
      .getByRole(path === room ? "log" : "list")
      .first()
      .waitFor();
    expect(await sideways(jun)).toEqual([]);
  }
});

it("no text changes the direction of its surroundings: names before times, lines below lines, left to right", async () => {
  await jun.goto(web + room);
  await isLive(jun);
  const heads = await jun
    .locator("[role=log] li p")
    .evaluateAll((all) => all.map((head) => [...head.children].map((part) => part.getBoundingClientRect().left)));
  for (const [name = 0, time = 0] of heads.filter((parts) => parts.length === 2)) expect(name).toBeLessThan(time);
  const boxes = await jun.locator("[data-message] [dir=auto]").evaluateAll((all) =>
    all.map((box) => ({
      top: box.getBoundingClientRect().top,
      bottom: box.getBoundingClientRect().bottom,
      clips: getComputedStyle(box).overflow,
    })),
  );
  boxes.reduce((above, below) => {
    expect(below.top).toBeGreaterThanOrEqual(above.bottom);
    expect(below.clips).toBe("clip");
    return below;
  });
  const plain = jun.locator("[data-message] bdi").filter({ hasText: /^끝$/ });
  expect(await plain.evaluate((bdi) => getComputedStyle(bdi).unicodeBidi)).toBe("isolate");
});

it("an address keeps its direction behind an override", async () => {
  const [first, last] = await jun
    .locator("[data-message]", { hasText: "https://example.com/abc" })
    .locator("a")
    .evaluate((link) => {
      const at = (i: number) => {
        const range = document.createRange();
        range.setStart(link.firstChild as Node, i);
        range.setEnd(link.firstChild as Node, i + 1);
        return range.getBoundingClientRect().left;
      };
      return [at(0), at("https://".length)];
    });
  expect(first).toBeLessThan(last ?? 0);
});

it("text that would break the archive or cost too much cannot be sent: the composer says so and keeps it", async () => {
  const before = await shown(jun);
  for (const text of Object.values(REFUSED)) {
    await paste(mina, text);
    await mina.locator("button[type=submit]:disabled").waitFor();
    expect(await mina.locator("textarea").getAttribute("aria-invalid")).toBe("true");
    await mina.locator("textarea").press("Control+Enter");
  }
  expect(await mina.locator("[data-state=failed], [data-state=sending]").count()).toBe(0);
  await say(mina, "그 다음");
  await jun.locator("[data-state=sent]").getByText("그 다음").waitFor();
  expect(await shown(jun)).toEqual([...before, "그 다음"].slice(-before.length - 1));
});

/** More than the default, since pages appear late on a busy machine. */
const SOON = { timeout: 10_000 };

it("rooms with hostile names: in the list, in the tab's title, in the heading", async () => {
  const page = await visitor(site.browser, { viewport: { width: 320, height: 640 } });
  await signUp(page, web, "이름짓기");
  for (const name of Object.values(ROOM_NAMES)) {
    await page.goto(`${web}/rooms`);
    await makeRoom(page, name);
    await expect.poll(() => page.locator("h1").textContent(), SOON).toBe(name.normalize("NFC"));
    await expect.poll(() => page.title(), SOON).toBe(`${name.normalize("NFC").replaceAll(/ +/g, " ")} · 사랑방`);
    expect(await sideways(page)).toEqual([]);
    expect(await canary(page)).toBeUndefined();
  }
  await page.goto(`${web}/rooms`);
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    expect(await sideways(page)).toEqual([]);
  }
  const expected = Object.values(ROOM_NAMES).map((name) => name.normalize("NFC"));
  const names = () => page.locator("main li a bdi:first-child").allTextContents();
  await expect.poll(names, SOON).toEqual(expect.arrayContaining(expected));
  expect(await canary(page)).toBeUndefined();
}, 60_000);

it.each(Object.entries(REFUSED_NAMES))("a room may not be named with %s", async (_, name) => {
  const answer = await mina.request.post(`${web}/api/rooms`, { data: { name } });
  expect([answer.status(), (await answer.json()).code]).toEqual([422, "invalid_room_name"]);
});

it.each(Object.entries(REFUSED_USERNAMES))("a user may not be named with %s, and the form says so", async (_, name) => {
  const page = await visitor(site.browser, { viewport: { width: 320, height: 640 } });
  await page.goto(`${web}/signup`);
  await page.getByRole("textbox", { name: "사용자 이름" }).fill(name.replace("\n", "\u2028"));
  await page.getByRole("button", { name: "패스키 만들기" }).click();
  await page.locator("input[aria-invalid=true]").waitFor();
  expect(await sideways(page)).toEqual([]);
  expect(new URL(page.url()).pathname).toBe("/signup");
  await page.context().close();
});

it("no page had an error", () => {
  expect([mina.faults, jun.faults]).toEqual([[], []]);
});
