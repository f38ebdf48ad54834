/** Written text is not lost: drafts, unsent messages and changes survive reloads, closed tabs and other pages. */
import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { chooseFor, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { holdRequests } from "./routes";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
let mina: Page;
let jun: Page;
/** Addresses of rooms that both users belong to. */
let walk: string;
let books: string;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  [mina, jun] = [await visitor(site.browser), await visitor(site.browser)];
  await signUp(mina, web, "민아");
  await signUp(jun, web, "준서");
  walk = await room("산책");
  books = await room("독서");
  await jun.goto(walk);
  await isLive(jun);
  await mina.goto(walk);
  await isLive(mina);
});

async function room(name: string): Promise<string> {
  await mina.goto(`${web}/rooms`);
  await makeRoom(mina, name);
  return mina.url();
}
const composer = (page: Page) => page.locator("textarea").last();
const sent = (page: Page, text: string) => page.locator("[data-message][data-state=sent]").filter({ hasText: text });
const pending = (page: Page, text: string) =>
  page.locator("[data-message][data-state=sending]").filter({ hasText: text });

/** Browsers from which the rooms are unreachable. */
const cutOff = new WeakSet<BrowserContext>();

/** Makes the rooms unreachable from this browser; pages of the web side still load. */
async function cut(page: Page): Promise<void> {
  const context = page.context();
  cutOff.add(context);
  await context.route("**/ticket*", (route) => route.abort());
  // A page that loads meanwhile has a ticket in its HTML.
  await context.routeWebSocket(/\/parties\/main\//, (socket) => {
    if (cutOff.has(context)) void socket.close();
    else socket.connectToServer();
  });
  for (const each of context.pages()) await each.evaluate(() => window.dispatchEvent(new Event("offline")));
  await page.locator("[data-testid=connection]:not([data-status=live])").waitFor();
}
async function mend(page: Page): Promise<void> {
  cutOff.delete(page.context());
  await page.context().unroute("**/ticket*");
  for (const each of page.context().pages()) await each.evaluate(() => window.dispatchEvent(new Event("online")));
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.tagName);
async function menu(page: Page, text: string, item: string): Promise<void> {
  await chooseFor(page.locator("[data-message]").filter({ hasText: text }).last(), item);
}
/** Closes the tab and opens another one at the same address or at `to`. */
async function reopened(page: Page, to = page.url()): Promise<Page> {
  const context = page.context();
  const next = await context.newPage();
  await page.close();
  await next.goto(to);
  return next;
}

it("a draft and its reply target come back after the tab was closed and in a second tab; sent in one, it disappears in the other", async () => {
  await say(jun, "오늘 어디로 갈까요?");
  await sent(mina, "오늘 어디로 갈까요?").waitFor();
  await menu(mina, "오늘 어디로 갈까요?", "답장");
  await composer(mina).pressSequentially("강가로");
  await expect.poll(() => mina.getByText("님에게 답장").count()).toBe(1);
  // The draft must be on the device before the page closes: only then can the next page restore it.
  await expect.poll(() => storedDraft(mina)).toContain("강가로");
  mina = await reopened(mina);
  await isLive(mina);
  await expect.poll(() => composer(mina).inputValue()).toBe("강가로");
  await mina.getByRole("button", { name: "답장 그만두기" }).waitFor();
  const second = await mina.context().newPage();
  await second.goto(walk);
  await expect.poll(() => composer(second).inputValue()).toBe("강가로");
  await composer(second).pressSequentially(" 가요");
  await expect.poll(() => composer(mina).inputValue()).toBe("강가로 가요");
  await composer(second).press("Enter");
  await sent(jun, "강가로 가요").waitFor();
  await expect.poll(() => composer(mina).inputValue()).toBe("");
  await mina.getByRole("button", { name: "답장 그만두기" }).waitFor({ state: "detached" });
  expect(await sent(jun, "강가로 가요").getByText("오늘 어디로 갈까요?").count()).toBe(1);
  await second.close();
}, 60_000);

function storedDraft(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const open = indexedDB.open("sarangbang-written");
    await new Promise((resolve) => {
      open.onsuccess = resolve;
    });
    const all = open.result.transaction("written").objectStore("written").getAll();
    await new Promise((resolve) => {
      all.onsuccess = resolve;
    });
    open.result.close();
    return JSON.stringify(all.result);
  });
}

it("with an unsent message, the browser asks before the page is closed, a second tab shows it once, and it can be moved back", async () => {
  const asked: string[] = [];
  mina.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await composer(mina).click();
  await mina.reload();
  await isLive(mina);
  expect(asked).toEqual([]);
  await cut(mina);
  await say(mina, "곧 갈게요");
  await pending(mina, "곧 갈게요").waitFor();
  const second = await mina.context().newPage();
  await second.goto(walk);
  await pending(second, "곧 갈게요").waitFor();
  expect(await second.getByText("곧 갈게요").count()).toBe(1);
  await mina.reload();
  expect(asked).toEqual(["beforeunload"]);
  await pending(mina, "곧 갈게요").getByRole("button", { name: "입력창으로 가져오기" }).click();
  await expect.poll(() => composer(mina).inputValue()).toBe("곧 갈게요");
  expect(await focused(mina)).toBe("TEXTAREA");
  await expect.poll(() => second.locator("[data-message][data-state=sending]").count()).toBe(0);
  await composer(mina).fill("");
  await say(mina, "아니에요");
  await pending(mina, "아니에요").getByRole("button", { name: "지우기" }).click();
  await pending(mina, "아니에요").waitFor({ state: "detached" });
  expect(await focused(mina)).toBe("ARTICLE");
  await second.close();
  await mend(mina);
  await isLive(mina);
}, 60_000);

it("messages left in closed tabs are sent from the list of rooms, for every room, in order and once", async () => {
  await jun.goto(books);
  await isLive(jun);
  const other = await mina.context().newPage();
  await other.goto(books);
  await isLive(other);
  await cut(mina);
  await cut(other);
  for (const text of ["첫째", "둘째", "셋째"]) await say(other, text);
  await say(mina, "산책은 일곱 시");
  await pending(mina, "산책은 일곱 시").waitFor();
  await expect.poll(() => storedDraft(mina)).toContain("산책은 일곱 시");
  await other.close();
  cutOff.delete(mina.context());
  await mina.context().unroute("**/ticket*");
  mina = await reopened(mina, `${web}/rooms`);
  await sent(jun, "셋째").waitFor();
  const texts = await jun.locator("[data-message][data-state=sent]").allTextContents();
  const order = texts.map((text) => text.match(/첫째|둘째|셋째/)?.[0]).filter(Boolean);
  expect(order).toEqual(["첫째", "둘째", "셋째"]);
  await jun.goto(walk);
  await sent(jun, "산책은 일곱 시").waitFor();
  expect(await sent(jun, "산책은 일곱 시").count()).toBe(1);
  await expect.poll(() => storedDraft(mina)).not.toContain("산책은 일곱 시");
}, 60_000);

it("whatever the composer accepts is sent: 4,000 quotes or emoji; it says that 4,000 control characters or blank text cannot be", async () => {
  await mina.goto(walk);
  await isLive(mina);
  const button = mina.getByRole("button", { name: "보내기" });
  const before = await sent(mina, "").count();
  for (const text of [`${'"\\'.repeat(1_999)}""`, "😀".repeat(4_000), `가${"\n\t".repeat(1_999)}나`]) {
    await composer(mina).fill(text);
    await button.click();
    await expect.poll(() => composer(mina).inputValue()).toBe("");
  }
  await expect.poll(() => sent(mina, "").count(), { timeout: 10_000 }).toBe(before + 3);
  expect(await mina.locator("[data-message]:not([data-state=sent])").count()).toBe(0);
  await composer(mina).fill(`a${"\u0001".repeat(3_999)}`);
  expect(await button.isDisabled()).toBe(true);
  await mina.getByText("제어 문자가 너무 많아").first().waitFor();
  for (const blank of ["\u200b", "\u3164\u2800", "\u0001"]) {
    await composer(mina).fill(blank);
    expect(await button.isDisabled()).toBe(true);
  }
  await composer(mina).fill("");
}, 60_000);

it("edits, deletes and reactions made without a connection show at once, survive a reload, and reach the others", async () => {
  for (const text of ["고칠 말", "지울 말", "좋은 말"]) await say(mina, text);
  await sent(jun, "좋은 말").waitFor();
  await cut(mina);
  await menu(mina, "고칠 말", "고치기");
  await mina.getByLabel("메시지 고치기").fill("고친 말");
  await mina.getByLabel("메시지 고치기").press("Enter");
  await menu(mina, "지울 말", "지우기");
  await mina.getByRole("button", { name: "지우기" }).click();
  await menu(mina, "좋은 말", "👍 달기");
  for (const reload of [false, true]) {
    if (reload) {
      await expect.poll(() => storedDraft(mina)).toContain('"react"');
      mina.once("dialog", (dialog) => void dialog.accept());
      await mina.reload();
    }
    await mina.getByText("고친 말").waitFor();
    await mina.locator("[data-unconfirmed]").getByText("👍").waitFor();
    await mina.getByRole("log").getByText("지울 말").waitFor({ state: "detached" });
  }
  expect(await sent(jun, "지울 말").count()).toBe(1);
  await mend(mina);
  await sent(jun, "고친 말").waitFor();
  await sent(jun, "지울 말").waitFor({ state: "detached" });
  await sent(jun, "좋은 말").getByText("👍").waitFor();
  await mina.locator("[data-unconfirmed]").waitFor({ state: "detached" });
}, 60_000);

it("an edit of a message that was deleted meanwhile is undone, says so, and offers its text", async () => {
  await say(mina, "없어질 말");
  await sent(jun, "없어질 말").waitFor();
  const phone = await mina
    .context()
    .browser()
    ?.newContext({ storageState: await mina.context().storageState(), locale: "ko-KR" });
  const other = await phone?.newPage();
  if (!other) throw new Error("the second device is not open");
  await other.goto(walk);
  await isLive(other);
  await cut(mina);
  await menu(mina, "없어질 말", "고치기");
  await mina.getByLabel("메시지 고치기").fill("살리고 싶은 말");
  await mina.getByLabel("메시지 고치기").press("Enter");
  await menu(other, "없어질 말", "지우기");
  await other.getByRole("button", { name: "지우기" }).click();
  await sent(jun, "없어질 말").waitFor({ state: "detached" });
  await mend(mina);
  const alert = mina.getByRole("alert").filter({ hasText: "그사이 메시지가 지워져" });
  await alert.waitFor();
  expect(await mina.locator("[data-message]").filter({ hasText: "살리고 싶은 말" }).count()).toBe(0);
  await alert.getByRole("button", { name: "입력창으로 가져오기" }).click();
  await expect.poll(() => composer(mina).inputValue()).toBe("살리고 싶은 말");
  await alert.waitFor({ state: "detached" });
  await composer(mina).fill("");
  await phone?.close();
}, 60_000);

/** Reloads the page, writes into the composer before any script has run, and then lets the scripts load. */
async function reloadAndWrite(page: Page, write: () => Promise<void>): Promise<void> {
  const release = await holdRequests(page, "**/_next/static/**/*.js");
  await page.reload({ waitUntil: "commit" });
  await write();
  release();
  await isLive(page);
  await page.unrouteAll({ behavior: "ignoreErrors" });
}

/** One more step of the syllable that the input method is composing. */
async function compose(page: Page, ...steps: string[]): Promise<void> {
  const keyboard = await page.context().newCDPSession(page);
  for (const text of steps)
    await keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await keyboard.detach();
}

it("letters typed before the page's scripts load follow the stored draft, which keeps its reply; a restored text is there once", async () => {
  await mina.goto(walk);
  await isLive(mina);
  await say(jun, "답장 받을 말");
  await menu(mina, "답장 받을 말", "답장");
  await composer(mina).fill("남은 글");
  await expect.poll(() => storedDraft(mina)).toContain("남은 글");
  await reloadAndWrite(mina, () => composer(mina).pressSequentially("ab"));
  await expect.poll(() => composer(mina).inputValue()).toBe("남은 글\nab");
  await mina.getByRole("button", { name: "답장 그만두기" }).waitFor();
  await mina.keyboard.type("c");
  const both = "남은 글\nabc";
  expect(await composer(mina).inputValue()).toBe(both);
  await expect.poll(() => storedDraft(mina)).toContain("abc");
  for (const restored of [both, `${both}!`]) {
    await reloadAndWrite(mina, () => composer(mina).fill(restored));
    await mina.getByRole("button", { name: "답장 그만두기" }).waitFor();
    expect(await composer(mina).inputValue()).toBe(restored);
  }
  await composer(mina).fill("");
  await mina.getByRole("button", { name: "답장 그만두기" }).click();
}, 60_000);

it("a syllable that is being composed while the page's scripts load is completed, and follows the stored draft", async () => {
  await composer(mina).fill("남은 글");
  await expect.poll(() => storedDraft(mina)).toContain("남은 글");
  await reloadAndWrite(mina, async () => {
    await composer(mina).focus();
    await compose(mina, "ㅎ", "하");
  });
  await compose(mina, "한");
  const keyboard = await mina.context().newCDPSession(mina);
  await keyboard.send("Input.insertText", { text: "한" });
  await expect.poll(() => composer(mina).inputValue()).toBe("남은 글\n한");
  await mina.keyboard.type("!");
  expect(await composer(mina).inputValue()).toBe("남은 글\n한!");
  await composer(mina).fill("");
}, 60_000);

it("early letters are sent alone by an Enter before the stored draft is shown; the draft is shown after that", async () => {
  await composer(mina).fill("남은 글");
  await expect.poll(() => storedDraft(mina)).toContain("남은 글");
  await reloadAndWrite(mina, () => composer(mina).pressSequentially("이른 말"));
  await mina.keyboard.press("Enter");
  await sent(jun, "이른 말").waitFor();
  expect(await sent(jun, "남은 글").count()).toBe(0);
  await expect.poll(() => composer(mina).inputValue()).toBe("남은 글");
  await composer(mina).fill("");
}, 60_000);

it("text that was sent from another tab does not come back with a page that the browser restores", async () => {
  await mina.goto(walk);
  await isLive(mina);
  await composer(mina).pressSequentially("한 번만 보낼 글");
  await expect.poll(() => storedDraft(mina)).toContain("한 번만 보낼 글");
  await mina.goto(`${web}/`);
  const other = await mina.context().newPage();
  await other.goto(walk);
  await isLive(other);
  await expect.poll(() => composer(other).inputValue()).toBe("한 번만 보낼 글");
  await composer(other).press("Enter");
  await sent(jun, "한 번만 보낼 글").waitFor();
  await expect.poll(() => storedDraft(other)).not.toContain("한 번만 보낼 글");
  await other.close();
  await mina.goBack();
  await isLive(mina);
  await sent(mina, "한 번만 보낼 글").waitFor();
  expect(await composer(mina).inputValue()).toBe("");
}, 60_000);

it("if nobody can write any more, unsent text, open edits and text that was moved back stay visible and can be copied", async () => {
  await mina.goto(books);
  await isLive(mina);
  await jun.goto(books);
  await isLive(jun);
  await say(jun, "준서의 말");
  await sent(jun, "준서의 말").waitFor();
  await cut(jun);
  await say(jun, "늦은 말");
  await pending(jun, "늦은 말").waitFor();
  await menu(jun, "준서의 말", "고치기");
  await jun.getByLabel("메시지 고치기").fill("고치던 글");
  await composer(jun).fill("쓰던 글");
  const archive = { data: { archived: true }, headers: { origin: web } };
  expect((await mina.request.patch(`${web}/api/rooms/${books.split("/").at(-1)}`, archive)).status()).toBe(200);
  await mend(jun);
  const kept = jun.getByRole("region", { name: "쓰던 글은 이 기기에 남아 있습니다." });
  await kept.getByText("쓰던 글", { exact: true }).waitFor();
  await kept.getByText("고치던 글", { exact: true }).waitFor();
  const failed = jun.locator("[data-message][data-state=failed]").filter({ hasText: "늦은 말" });
  await failed.getByRole("button", { name: "입력창으로 가져오기" }).click();
  await kept.getByText("늦은 말\n쓰던 글", { exact: true }).waitFor();
  await jun.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: web });
  await kept.getByRole("button", { name: "복사" }).first().click();
  await kept.getByText("복사했습니다.").waitFor();
  expect(await jun.evaluate(() => navigator.clipboard.readText())).toBe("늦은 말\n쓰던 글");
  for (const left of [1, 0]) {
    await kept.getByRole("button", { name: "쓰던 글 버리기" }).first().click();
    await expect.poll(() => kept.getByRole("button", { name: "복사" }).count()).toBe(left);
  }
  await jun.goto(walk);
  await isLive(jun);
  await mina.goto(walk);
  await isLive(mina);
}, 60_000);

it("a reaction pressed twice quickly ends off, on the screen and for everybody", async () => {
  const mine = () => sent(mina, "좋은 말").getByRole("button", { name: /👍/ });
  await mine().waitFor();
  // Off, on, off, without waiting for a response or the screen.
  await mine().evaluate((button: HTMLElement) => {
    for (let i = 0; i < 3; i++) button.click();
  });
  await sent(jun, "좋은 말").getByText("👍").waitFor({ state: "detached" });
  await mine().waitFor({ state: "detached" });
  await say(mina, "끝");
  await sent(jun, "끝").waitFor();
  expect(await sent(jun, "좋은 말").getByText("👍").count()).toBe(0);
}, 60_000);

it("logging out asks if something is unsent, then removes it from the device; another account's records stay", async () => {
  const page = await visitor(site.browser);
  await signUp(page, web, "하람");
  await makeRoom(page, "등산");
  const [path, context] = [page.url(), page.context()];
  const logOut = async () => {
    await page.getByRole("button", { name: "내 메뉴" }).click();
    await page.getByRole("menuitem", { name: "로그아웃" }).click();
  };
  const question = page.getByRole("alertdialog", { name: "보내지 않은 글을 지우고 로그아웃할까요?" });
  await cut(page);
  await say(page, "못 보낸 말");
  await pending(page, "못 보낸 말").waitFor();
  await composer(page).fill("쓰던 글");
  await expect.poll(() => storedDraft(page)).toContain("쓰던 글");

  await logOut();
  await question.getByRole("button", { name: "로그아웃하지 않기" }).click();
  await question.waitFor({ state: "detached" });
  expect(await storedDraft(page)).toContain("못 보낸 말");

  // The session ends, and somebody else signs in: both records stay for their author.
  const cookies = await context.cookies();
  await context.clearCookies();
  await signUp(page, web, "나래");
  await logOut();
  await page.waitForURL(`${web}/`);
  expect(await storedDraft(page)).toContain("쓰던 글");
  expect(await storedDraft(page)).toContain("못 보낸 말");

  await context.addCookies(cookies);
  await page.goto(path);
  await expect.poll(() => composer(page).inputValue()).toBe("쓰던 글");
  await logOut();
  await question.getByRole("button", { name: "지우고 로그아웃" }).click();
  await page.waitForURL(`${web}/`);
  expect(await storedDraft(page)).toBe("[]");
}, 60_000);
