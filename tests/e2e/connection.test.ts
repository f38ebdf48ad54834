/** A page's account and its connections: several tabs of one browser, in which the account changes. */
import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { PASSWORD } from "@/tests/harness/live/people";
import { isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
type Visitor = Awaited<ReturnType<typeof visitor>>;
/** A user in another browser, who sees each message and its author. */
let jun: Visitor;
beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  jun = await visitor(site.browser);
  await signUp(jun, web, "준서");
});

const message = (page: Page, text: string) => page.locator("[data-message]").filter({ hasText: text });
const ended = (page: Page, title: string) => page.getByRole("alertdialog", { name: title });
const OTHER = "다른 계정으로 로그인되어 있습니다";
const SIGNED_OUT = "로그아웃되었습니다";

/** Lets a test make this page's connections go dead: nothing passes in either direction, and nothing is closed. */
async function swallowable(page: Page) {
  const lines: { swallows: boolean; isHeard: boolean }[] = [];
  await page.routeWebSocket(/\/parties\//, (socket) => {
    const line = { swallows: false, isHeard: false };
    lines.push(line);
    const server = socket.connectToServer();
    socket.onMessage((frame) => void (line.swallows || server.send(frame)));
    server.onMessage((frame) => {
      if (line.swallows) return;
      line.isHeard = true;
      socket.send(frame);
    });
  });
  return {
    lines,
    swallow() {
      for (const line of lines) line.swallows = true;
    },
  };
}

async function tabIn(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(web + path);
  return page;
}

async function logOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "내 메뉴" }).click();
  await page.getByRole("menuitem", { name: "로그아웃" }).click();
  await page.waitForURL(`${web}/`);
}

async function enter(page: Page, name: string): Promise<void> {
  await page.goto(`${web}/enter`);
  await page.getByRole("textbox", { name: "사용자 이름" }).fill(name);
  await page.getByLabel("비밀번호", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "들어가기", exact: true }).click();
  await page.waitForURL(`${web}/rooms`);
}

/** Cuts this page's network, and restores it. */
async function cuttable(page: Page) {
  const sockets = new Set<{ close(): Promise<void> }>();
  let isCut = false;
  await page.routeWebSocket(/\/parties\//, (socket) => {
    if (isCut) return void socket.close();
    socket.connectToServer();
    sockets.add(socket);
  });
  await page.route("**/api/**", (route) => (isCut ? route.abort() : route.continue()));
  return {
    async cut() {
      isCut = true;
      await Promise.all([...sockets].map((socket) => socket.close()));
      sockets.clear();
    },
    mend: () => {
      isCut = false;
    },
  };
}

describe("a page belongs to the user it was rendered for", () => {
  it("does nothing as another account, keeps unsent messages for their author, and resumes when they are back", async () => {
    const first = await visitor(site.browser);
    const context = first.context();
    // Without the channel between tabs, since safety must not depend on it.
    await context.addInitScript(() => Reflect.deleteProperty(globalThis, "BroadcastChannel"));
    await signUp(first, web, "민아");
    await makeRoom(first, "찻집");
    const path = new URL(first.url()).pathname;
    await jun.goto(web + path);
    await isLive(jun);

    const line = await cuttable(first);
    await first.reload();
    await isLive(first);
    const [creating, navigating, account, second] = await Promise.all(
      ["/rooms", "/rooms", "/account", "/rooms"].map((to) => tabIn(context, to)),
    );
    if (!creating || !navigating || !account || !second) throw new Error("expected four tabs");

    await line.cut();
    await say(first, "민아가 한 말");
    await message(first, "민아가 한 말").waitFor();
    await first.locator("textarea").fill("민아가 쓰던 글");
    // The other pages get no notice: their sessions and connections stay open.
    await signUp(second, web, "서라", path);
    await isLive(second);
    line.mend();

    await ended(first, OTHER).waitFor();
    expect(await first.locator("textarea").isVisible()).toBe(false);
    // The other account sees nothing that the first one has written, and its messages have their right author.
    expect(await second.locator("textarea").inputValue()).toBe("");
    await say(second, "서라가 한 말");
    await message(jun, "서라가 한 말").waitFor();
    expect(await message(jun, "민아가 한 말").count()).toBe(0);
    expect(await message(second, "민아가 한 말").count()).toBe(0);

    await creating.getByRole("button", { name: "방 만들기" }).first().click();
    await creating.getByLabel("방 이름", { exact: true }).fill("누구의 방");
    await creating.getByRole("button", { name: "만들기", exact: true }).click();
    await account.getByRole("switch").first().click();
    await navigating.getByRole("link", { name: /찻집/ }).click();
    for (const page of [creating, account, navigating]) await ended(page, OTHER).waitFor();
    // The dialog that is still open behind the notice cannot get the focus.
    const isBehind = () => creating.evaluate(() => document.activeElement?.closest("[role=dialog]") !== null);
    for (let tabs = 0; tabs < 6; tabs++) {
      expect([tabs, await isBehind()]).toEqual([tabs, false]);
      await creating.keyboard.press("Tab");
    }
    await second.goto(`${web}/rooms?query=${encodeURIComponent("누구의 방")}`);
    await second.getByText("내 방 중에 ‘누구의 방’에 맞는 방이 없습니다").waitFor();

    await logOut(second);
    await enter(second, "민아");
    await first.evaluate(() => window.dispatchEvent(new Event("focus")));
    await ended(first, OTHER).waitFor({ state: "detached" });
    await message(jun, "민아가 한 말").waitFor();
    expect(await first.locator("textarea").inputValue()).toBe("민아가 쓰던 글");
  }, 90_000);

  it("learns from other tabs at once that nobody is signed in, and that its user is back", async () => {
    const room = await visitor(site.browser);
    await signUp(room, web, "하늘");
    await makeRoom(room, "책방");
    const [rooms, other] = [await tabIn(room.context(), "/rooms"), await tabIn(room.context(), "/rooms")];
    await logOut(other);
    for (const page of [room, rooms]) await ended(page, SIGNED_OUT).waitFor();
    // The link back leads to the page itself.
    expect(await rooms.getByRole("link", { name: "다시 들어가기" }).getAttribute("href")).toBe("/enter");
    await enter(other, "하늘");
    for (const page of [room, rooms]) await ended(page, SIGNED_OUT).waitFor({ state: "detached" });
    await isLive(room);
    await expect.poll(() => rooms.getByText("다시 잇는 중", { exact: false }).count()).toBe(0);
  }, 90_000);

  it("says that drafts are kept only if the device has some, so not after another tab has deleted them and logged out", async () => {
    const room = await visitor(site.browser);
    await signUp(room, web, "가람");
    await makeRoom(room, "서재");
    const other = await tabIn(room.context(), "/rooms");
    const kept = ended(room, SIGNED_OUT).getByText("이 기기에 남아 있", { exact: false });
    await room.locator("textarea").fill("쓰던 글");
    // Ends the session, and removes nothing from the device.
    expect((await room.request.post(`${web}/api/logout`, { headers: { origin: web } })).ok()).toBe(true);
    await kept.waitFor();
    await enter(other, "가람");
    await ended(room, SIGNED_OUT).waitFor({ state: "detached" });
    await other.getByRole("button", { name: "내 메뉴" }).click();
    await other.getByRole("menuitem", { name: "로그아웃" }).click();
    await other.getByRole("button", { name: "지우고 로그아웃" }).click();
    await other.waitForURL(`${web}/`);
    await ended(room, SIGNED_OUT).getByText("가람 님의 화면입니다.").waitFor();
    await expect.poll(() => kept.count()).toBe(0);
  }, 90_000);
});

describe("a connection that is swallowed in both directions without a close", () => {
  let sora: Visitor;
  let path: string;
  let network: Awaited<ReturnType<typeof swallowable>>;
  beforeAll(async () => {
    sora = await visitor(site.browser);
    network = await swallowable(sora);
    await sora.clock.install();
    await signUp(sora, web, "소라");
    await makeRoom(sora, "등대");
    path = new URL(sora.url()).pathname;
    await jun.goto(web + path);
    await isLive(jun);
  });

  /** Swallows the page's connections, runs `what`, and waits until room and inbox have new connections and the message is shown. */
  async function comesBackAfter(what: () => Promise<unknown>, text: string) {
    const before = network.lines.length;
    network.swallow();
    await say(jun, text);
    await message(jun, text).waitFor();
    expect(await message(sora, text).count()).toBe(0);
    await what();
    await message(sora, text).waitFor();
    // Both new connections must have a frame: before its first one, a client does not ping, so the next test would wait longer.
    await expect.poll(() => network.lines.filter((line) => line.isHeard).length, { timeout: 10_000 }).toBe(before + 2);
    await isLive(sora);
  }

  it.each(["visibilitychange", "focus", "pageshow", "online"])("is found dead and replaced on %s", async (event) => {
    const fire = (name: string) => (name === "visibilitychange" ? document : window).dispatchEvent(new Event(name));
    await comesBackAfter(() => sora.evaluate(fire, event), `${event} 뒤에`);
  });

  it("is found dead and replaced within a minute, on an unattended page", async () => {
    await comesBackAfter(() => sora.clock.runFor(60_000), "일 분 안에");
  });
});
