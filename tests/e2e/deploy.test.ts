/** Users do not notice a deployment, although rooms restart and the server no longer has the code of open pages. */
import type { CDPSession, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { messagesAfter } from "@/db/queries/messages";
import { webEnv } from "@/lib/server/env";
import { isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
let site: Site;
let mina: Visitor;
let room: string;
/** While true, the test closes the sockets of Mina's page as rooms of another version would. */
let isOutdated = false;
beforeAll(async () => {
  site = await openSite();
  mina = await visitor(site.browser);
  await mina.routeWebSocket(/\/parties\//, (socket) => {
    if (isOutdated) return void socket.close({ code: 4009, reason: "protocol version" });
    socket.connectToServer();
  });
  await signUp(mina, site.cloud.urls.web, "민아");
  await makeRoom(mina, "저녁 산책");
  room = mina.url();
});

/** A client whose attempts fail waits up to 15 s before the next one. */
const BACK_WITHIN_MS = 40_000;
const composer = (page: Page) => page.locator("textarea");
const line = (page: Page, text: string) => page.locator("[data-message]").filter({ hasText: text });
const sent = (page: Page, text: string) =>
  page.locator("[data-message][data-state=sent]").getByText(text).waitFor({ timeout: BACK_WITHIN_MS });
const status = (page: Page) => page.locator("[data-testid=connection]").getAttribute("data-status");
const notLive = (page: Page) => page.locator("[data-testid=connection]:not([data-status=live])").waitFor();
const live = (page: Page) =>
  page.locator("[data-testid=connection][data-status=live]").waitFor({ timeout: BACK_WITHIN_MS });
/** Errors of a page except those of sockets that could not connect. */
const unexpected = ({ faults }: Visitor) => faults.filter((fault) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(fault));

/** Types letters one by one, and syllables as a Korean keyboard does: ㅎ, 하, 한. */
class Writer {
  written = "";
  private constructor(
    private readonly page: Page,
    private readonly keyboard: CDPSession,
  ) {}
  static async at(page: Page) {
    return new Writer(page, await page.context().newCDPSession(page));
  }
  async type(text: string) {
    for (const letter of text) {
      await composer(this.page).press(letter);
      this.written += letter;
      await this.shows(this.written);
    }
  }
  async compose(parts: string) {
    for (const text of parts) {
      await this.keyboard.send("Input.imeSetComposition", { text, selectionStart: 1, selectionEnd: 1 });
      await this.shows(this.written + text);
    }
  }
  async commit(text: string) {
    await this.keyboard.send("Input.insertText", { text });
    this.written += text;
    await this.shows(this.written);
  }
  private async shows(text: string) {
    expect(await composer(this.page).inputValue()).toBe(text);
  }
}

it("C4 R4 R5: the rooms restart twice while one user types and another sends: nothing is lost or duplicated, draft and scroll position stay", async () => {
  const jun = await visitor(site.browser);
  await signUp(jun, site.cloud.urls.web, "준서", new URL(room).pathname);
  await isLive(jun);
  const told: string[] = [];
  const tell = async (text: string) => {
    told.push(text);
    await say(jun, text);
  };
  for (const n of [1, 2, 3, 4]) await tell(`이야기 ${n}\n${"한 줄\n".repeat(15)}끝`);
  await sent(mina, "이야기 4");
  // She scrolls back, and begins to write.
  await line(mina, "이야기 2").evaluate((element) => element.scrollIntoView({ block: "start" }));
  const place = async () => (await line(mina, "이야기 2").boundingBox())?.y;
  const writer = await Writer.at(mina);
  await writer.type("Tea? ");
  const before = await place();

  await site.cloud.rooms?.stop();
  await Promise.all([mina, jun].map(notLive));
  await writer.compose("ㅎ하한");
  await tell("끊긴 동안 하나");
  await jun.locator("[data-message][data-state=sending]").getByText("끊긴 동안 하나").waitFor();
  await mina.getByText("연결이 끊겨 다시 잇는 중입니다.", { exact: false }).waitFor();
  await site.cloud.rooms?.start();
  await tell("끊긴 동안 둘");
  await writer.commit("한");
  await Promise.all([mina, jun].map(live));
  await Promise.all([mina, jun].map((page) => sent(page, "끊긴 동안 둘")));

  // The second restart happens during a composition.
  await writer.compose("ㄱ");
  const restart = site.cloud.rooms?.stop().then(() => site.cloud.rooms?.start());
  await tell("끊긴 동안 셋");
  await writer.compose("가");
  await notLive(mina);
  await restart;
  await live(mina);
  await writer.compose("잔");
  await writer.commit("잔");
  await sent(mina, "끊긴 동안 셋");

  expect(await place()).toBeCloseTo(before ?? Number.NaN, 0);
  expect(await composer(mina).inputValue()).toBe("Tea? 한잔");
  await composer(mina).press("Enter");
  await sent(jun, "Tea? 한잔");
  const [, roomId = ""] = /rooms\/(.*)$/.exec(room) ?? [];
  const kept = () => messagesAfter(openDatabase(webEnv()), roomId, 0, 100);
  const expected = [...told, "Tea? 한잔"];
  await expect.poll(async () => (await kept()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(expected.length);
  expect((await kept()).map(({ body }) => body)).toEqual(expected);
  for (const page of [mina, jun]) {
    const shown = page.locator("[data-message]");
    expect(await shown.count()).toBe(expected.length);
    expect(await page.getByRole("alert").getByRole("button").count()).toBe(0);
    expect(unexpected(page)).toEqual([]);
  }
}, 180_000);

it("rooms that no longer serve a page's version: the page says so, and a reload restores everything", async () => {
  await site.cloud.rooms?.stop();
  await notLive(mina);
  await say(mina, "아직 안 갔어요");
  await line(mina, "아직 안 갔어요").waitFor();
  await composer(mina).fill("쓰던 글");
  isOutdated = true;
  const button = mina.getByRole("alert").getByRole("button", { name: "새로 고침" });
  await button.waitFor({ timeout: BACK_WITHIN_MS });
  expect(await status(mina)).toBe("closed");
  await site.cloud.rooms?.start();
  isOutdated = false;
  await button.click();
  await live(mina);
  await sent(mina, "아직 안 갔어요");
  expect(await composer(mina).inputValue()).toBe("쓰던 글");
}, 120_000);

it("a page whose code is no longer on the server reloads by itself, and the draft stays", async () => {
  const isNew = () => mina.evaluate(() => !("isOld" in window));
  const makeOld = () => mina.evaluate(() => Object.assign(window, { isOld: true }));
  await makeOld();
  await mina.route("**/rooms/*", (route) => {
    const headers = route.request().headers();
    return route.continue({
      headers: headers["next-action"] ? { ...headers, "next-action": "0".repeat(42) } : headers,
    });
  });
  await mina.getByRole("button", { name: "내 메뉴" }).click();
  await mina.getByRole("menuitemradio", { name: "어둡게" }).click();
  await expect.poll(isNew, { timeout: 15_000 }).toBe(true);
  await live(mina);
  expect(await composer(mina).inputValue()).toBe("쓰던 글");
});
