/** Changes without a reload: the list of rooms, unread, receipts, typing, mentions. Two users, one with two devices. */
import type { APIResponse, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { chooseFor, countTones, hydrated, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
type Visitor = Awaited<ReturnType<typeof visitor>>;
let mina: Visitor;
/** Another browser of Mina's. */
let phone: Visitor;
let jun: Visitor;
/** Addresses of rooms that both users belong to. */
let walk: string;
let books: string;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  [mina, jun] = [await visitor(site.browser, WIDE), await visitor(site.browser, WIDE)];
  await signUp(mina, web, "민아");
  await signUp(jun, web, "준서");
  walk = await sharedRoom("저녁 산책");
  books = await sharedRoom("독서회");
  const storageState = await mina.context().storageState();
  phone = await visitor(site.browser, { storageState, viewport: { width: 390, height: 844 }, hasTouch: true });
});

const WIDE = { viewport: { width: 1440, height: 900 } };
/** Updates of the list arrive within one second; a busy machine needs more. */
const SOON_MS = 3_000;

async function sharedRoom(name: string): Promise<string> {
  await mina.goto(`${web}/rooms`);
  await makeRoom(mina, name);
  await open(jun, mina.url());
  return mina.url();
}
async function open(page: Page, room: string): Promise<void> {
  await page.goto(room);
  await isLive(page);
}
const row = (page: Page, name: string) =>
  page.getByRole("list", { name: "방 목록" }).getByRole("listitem").filter({ hasText: name });
const badge = (page: Page, name: string) => row(page, name).getByTestId("unread-badge");
const sees = (page: Page, text: string) => page.locator("[data-message][data-state=sent]").getByText(text).waitFor();
const gone = { state: "detached", timeout: SOON_MS } as const;
const soon = { timeout: SOON_MS } as const;

it("the list shows changes of another room at once: its place, last message, unread count and people; so does the title", async () => {
  await open(mina, books);
  await phone.goto(`${web}/rooms`);
  await open(jun, walk);
  await row(mina, "저녁 산책").getByTestId("online-count").waitFor(soon);
  // The pages must have been loaded with the other room first.
  for (const page of [mina, phone]) expect(await row(page, "").first().textContent()).toContain("독서회");
  await say(jun, "오늘 걸어요?");
  for (const page of [mina, phone]) {
    await badge(page, "저녁 산책").getByText("1", { exact: true }).waitFor(soon);
    await row(page, "저녁 산책").getByText("오늘 걸어요?").waitFor(soon);
    expect(await row(page, "").first().textContent()).toContain("저녁 산책");
    await page.waitForFunction(() => document.title.startsWith("(1) "), undefined, soon);
  }
});

it("an opened room shows the unread marker, and counts as read on every device", async () => {
  await row(phone, "저녁 산책").getByRole("link").click();
  await isLive(phone);
  await phone.getByTestId("new-line").waitFor();
  await badge(mina, "저녁 산책").waitFor(gone);
  await mina.waitForFunction(() => !document.title.startsWith("("), undefined, soon);
  await say(jun, "거기 있어요?");
  await sees(phone, "거기 있어요?");
  expect(
    await phone
      .locator("li")
      .filter({ has: phone.locator("[data-message]") })
      .first()
      .isVisible(),
  ).toBe(true);
  // The marker stays at its place: before the first message that was unread.
  const after = phone.locator("[data-testid=new-line] ~ li [data-message]");
  await expect.poll(() => after.count()).toBe(2);
});

it("the names of readers stand under the user's own message", async () => {
  await say(jun, "일곱 시에 봐요");
  await sees(phone, "일곱 시에 봐요");
  const faces = jun.getByTestId("read-by");
  await faces.waitFor(soon);
  expect(await faces.getAttribute("aria-label")).toContain("1명");
  await faces.focus();
  await faces.press("Enter");
  await jun.getByText("민아", { exact: true }).last().waitFor();
  await jun.keyboard.press("Escape");
});

it("typing is shown while a user types, and not after they have sent or cleared the text", async () => {
  const typing = jun.getByTestId("typing");
  await phone.locator("textarea").pressSequentially("음");
  await typing.getByText("민아님이 입력 중").waitFor(soon);
  await phone.locator("textarea").fill("");
  await typing.getByText("입력 중").waitFor(gone);
  await phone.locator("textarea").pressSequentially("네");
  await typing.getByText("민아님이 입력 중").waitFor({ timeout: 2 * SOON_MS });
  await phone.getByRole("button", { name: "보내기" }).tap();
  await sees(jun, "네");
  await typing.getByText("입력 중").waitFor(gone);
});

it("a name is completed during a composition; the mentioned user sees it highlighted, and marked in the list", async () => {
  const composer = jun.locator("textarea");
  await composer.pressSequentially("안녕 @");
  await jun.getByRole("listbox").getByRole("option", { name: "민아" }).waitFor();
  const keyboard = await jun.context().newCDPSession(jun);
  const enter = { key: "Enter", code: "Enter", nativeVirtualKeyCode: 13, windowsVirtualKeyCode: 229 };
  await keyboard.send("Input.imeSetComposition", { text: "ㅁ", selectionStart: 1, selectionEnd: 1 });
  await keyboard.send("Input.imeSetComposition", { text: "미", selectionStart: 1, selectionEnd: 1 });
  await jun.getByRole("option", { name: "민아" }).waitFor();
  await keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter });
  await keyboard.send("Input.insertText", { text: "미" });
  await expect.poll(() => composer.inputValue()).toBe("안녕 @민아 ");
  await composer.pressSequentially("밥은?");
  await composer.press("Enter");
  await sees(phone, "밥은?");
  expect(await phone.locator("[data-mention=you]").textContent()).toBe("@민아");
  await phone.goto(`${web}/rooms`);
  await say(jun, "@민아님 대답!");
  await row(mina, "저녁 산책").getByTestId("mention-mark").waitFor(soon);
});

it("a name pressed in the list during a composition completes it, and the next syllable follows the name", async () => {
  const composer = jun.locator("textarea");
  await composer.pressSequentially("@");
  const keyboard = await jun.context().newCDPSession(jun);
  const compose = (text: string) =>
    keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await compose("ㅁ");
  await compose("미");
  await compose("민");
  await jun.getByRole("option", { name: "민아" }).click();
  await expect.poll(() => composer.inputValue()).toBe("@민아 ");
  await compose("ㅂ");
  await compose("바");
  await keyboard.send("Input.insertText", { text: "밥" });
  expect(await composer.inputValue()).toBe("@민아 밥");
  for (let i = 0; i < 2; i++) await jun.keyboard.press("Control+z");
  expect(await composer.inputValue()).toBe("@민");
  await composer.fill("");
});

it("keys move through the names: down, up, Tab takes, Escape closes, and Enter then sends", async () => {
  await open(jun, walk);
  const composer = jun.locator("textarea");
  await composer.pressSequentially("@");
  const option = jun.getByRole("option", { name: "민아" });
  await option.waitFor();
  await composer.press("Escape");
  await option.waitFor({ state: "detached" });
  await composer.press("Backspace");
  await composer.pressSequentially("@");
  await option.waitFor();
  await composer.press("ArrowDown");
  await composer.press("ArrowUp");
  expect(await composer.getAttribute("aria-activedescendant")).toBe(await option.getAttribute("id"));
  await composer.press("Tab");
  await expect.poll(() => composer.inputValue()).toBe("@민아 ");
  await composer.press("Enter");
  await jun.locator("[data-message][data-state=sent] [data-mention=other]").last().waitFor();
});

it("a message marked as unread is unread on every device, until the room is opened again", async () => {
  await open(mina, walk);
  await badge(mina, "저녁 산책").waitFor(gone);
  const message = mina.locator("[data-message]").filter({ hasText: "일곱 시에 봐요" });
  await message.hover();
  await message.getByRole("button", { name: "메시지 메뉴" }).click();
  const stored = mina.waitForResponse((answer) => answer.url().endsWith("/unread"));
  await mina.getByRole("menuitem", { name: "여기부터 안 읽음으로 표시" }).click();
  await stored;
  await mina.locator("[data-testid=new-line] + li").filter({ hasText: "일곱 시에 봐요" }).waitFor();
  await badge(phone, "저녁 산책").waitFor(soon);
  await row(phone, "저녁 산책").getByRole("link").click();
  await isLive(phone);
  await phone.getByTestId("new-line").waitFor();
  await badge(mina, "저녁 산책").waitFor(gone);
});

it("a user's own message marked as unread marks the room in the list and is below the new line, until the room is opened again", async () => {
  await open(mina, walk);
  await say(mina, "내가 적은 할 일");
  await sees(mina, "내가 적은 할 일");
  await phone.goto(`${web}/rooms`);
  // The list is connected, and so learns of changes.
  await row(phone, "저녁 산책").getByTestId("online-count").waitFor(soon);
  await badge(phone, "저녁 산책").waitFor(gone);
  const stored = mina.waitForResponse((answer) => answer.url().endsWith("/unread"));
  await chooseFor(mina.locator("[data-message]").filter({ hasText: "내가 적은 할 일" }), "여기부터 안 읽음으로 표시");
  await stored;
  await badge(phone, "저녁 산책").getByText("안 읽음으로 표시한 방").waitFor(soon);
  await row(phone, "저녁 산책").getByRole("link").click();
  await isLive(phone);
  await phone.locator("[data-testid=new-line] + li").filter({ hasText: "내가 적은 할 일" }).waitFor();
  await badge(mina, "저녁 산책").waitFor(gone);
});

it("the jump to the first unread message loads the history up to it, reports a failure, and is not shown under another banner", async () => {
  await open(mina, walk);
  await open(jun, books);
  await phone.goto("about:blank");
  for (let i = 1; i <= 70; i++) {
    await say(jun, `쪽 ${i}`);
    if (i % 10 === 0) await sees(jun, `쪽 ${i}`);
  }
  await badge(mina, "독서회").getByText("70", { exact: true }).waitFor(soon);
  await mina.goto(`${books}?at=99999`);
  await sees(mina, "쪽 70");
  const missing = mina.getByTestId("seek");
  await missing.getByText("이 방의 기록에 없는 메시지입니다.").waitFor();
  const jump = mina.locator("[data-jump]");
  await jump.waitFor({ state: "attached" });
  expect(await jump.isVisible()).toBe(false);
  await missing.getByRole("button", { name: "닫기" }).click();
  await jump.waitFor();
  const first = mina.locator("[data-message]").getByText("쪽 1", { exact: true });
  expect(await first.count()).toBe(0);
  await mina.route("**/messages?around=*", (route) => route.abort());
  await mina.getByRole("button", { name: /안 읽은 메시지/ }).click();
  await jump.getByRole("alert").getByText("불러오지 못했습니다. 다시 시도").waitFor();
  await mina.unroute("**/messages?around=*");
  await jump.getByRole("button").first().click();
  await first.waitFor();
  await mina.getByTestId("new-line").waitFor();
  await expect.poll(() => first.evaluate((line) => line.getBoundingClientRect().top > 0)).toBe(true);
}, 90_000);

it("a muted room is not counted in the title", async () => {
  await open(mina, books);
  await mina.getByRole("button", { name: "방 메뉴" }).click();
  await mina.getByRole("menuitemradio", { name: "받지 않음" }).click();
  await mina.keyboard.press("Escape");
  await row(mina, "독서회").getByRole("img", { name: "알림 꺼짐" }).waitFor(soon);
  await row(mina, "저녁 산책").getByRole("link").click();
  await mina.waitForURL(walk);
  await isLive(mina);
  await say(jun, "조용히");
  await badge(mina, "독서회").waitFor(soon);
  expect(await mina.title()).not.toMatch(/^\(/);
});

it("a user who has turned receipts off neither shows their read position nor sees those of others", async () => {
  await jun.goto(`${web}/account`);
  await jun.getByRole("switch", { name: "읽음 표시 주고받기" }).click();
  await open(jun, walk);
  await say(jun, "보이나요?");
  await sees(mina, "보이나요?");
  await say(mina, "읽었나요?");
  await sees(jun, "읽었나요?");
  // The room has Mina's read position by now: she has answered Jun's message.
  expect(await jun.getByTestId("read-by").count()).toBe(0);
  expect(await mina.getByTestId("read-by").count()).toBe(0);
});

it("a long press on a message opens its menu, which stays open when the finger is lifted; scrolling does not open it", async () => {
  await phone.clock.install();
  await open(phone, walk);
  const message = phone.locator("[data-message] [dir=auto]").filter({ hasText: "보이나요?" });
  const { x = 0, y = 0 } = (await message.boundingBox()) ?? {};
  const touch = await phone.context().newCDPSession(phone);
  const finger = (type: "touchStart" | "touchMove" | "touchEnd", ...points: { x: number; y: number }[]) =>
    touch.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  const at = { x: x + 8, y: y + 8 };
  const menu = phone.getByRole("menuitem", { name: "답장" });
  await finger("touchStart", at);
  await finger("touchMove", { ...at, y: at.y - 40 });
  await phone.clock.fastForward(1_000);
  expect(await menu.count()).toBe(0);
  await finger("touchEnd");
  await finger("touchStart", at);
  await phone.clock.fastForward(1_000);
  await menu.waitFor(soon);
  await finger("touchEnd");
  await phone.getByRole("menuitem", { name: "👍 달기" }).tap();
  await phone.getByRole("button", { name: "👍 1" }).waitFor();
});

it("a public room that another user creates appears in the list while it is shown", async () => {
  const lobby = await visitor(site.browser, { ...WIDE, storageState: await mina.context().storageState() });
  await lobby.clock.install();
  await lobby.goto(`${web}/rooms`);
  await lobby.getByTestId("online-count").first().waitFor();
  await lobby.getByRole("tab", { name: "둘러보기" }).click();
  await lobby.getByText("새로 둘러볼 방이 없습니다").waitFor();
  await jun.request.post(`${web}/api/rooms`, { data: { name: "새로 생긴 방", visibility: "public" } });
  await lobby.clock.fastForward("00:31");
  await lobby.getByRole("list", { name: "둘러볼 방" }).getByText("새로 생긴 방").waitFor(soon);
});

it("a room that has become one's own, and a direct room that comes back, sound from the first message on, once for each", async () => {
  const desk = await visitor(site.browser, { ...WIDE, storageState: await mina.context().storageState() });
  const tones = await countTones(desk);
  const listens = async () => {
    await hydrated(desk.getByRole("searchbox"));
    await desk.getByTestId("online-count").first().waitFor();
    await desk.keyboard.press("Shift");
  };
  let knocks = 0;
  const sounds = async (text: string) => {
    await badge(desk, text).waitFor();
    await expect.poll(tones).toBe(2 * ++knocks);
  };
  const roomIn = async (answer: APIResponse): Promise<string> => (await answer.json()).room.id;
  await desk.goto(`${web}/rooms`);
  await listens();
  const { user } = await (await mina.request.get(`${web}/api/me`)).json();

  const made = await roomIn(await jun.request.post(`${web}/api/rooms`, { data: { name: "새 모임" } }));
  await open(jun, `${web}/rooms/${made}`);
  // She joins on another device. Her pages watch the room two seconds later at the earliest.
  await mina.request.post(`${web}/api/rooms/${made}/members`);
  await say(jun, "반가워요");
  await sounds("반가워요");
  await say(jun, "자주 봐요");
  await sounds("자주 봐요");

  const direct = await roomIn(await jun.request.post(`${web}/api/directs`, { data: { userId: user.id } }));
  await open(jun, `${web}/rooms/${direct}`);
  await say(jun, "처음 거는 말");
  await sounds("처음 거는 말");
  await say(jun, "이어서 하는 말");
  await sounds("이어서 하는 말");

  // The room is hidden up to the newest message in the archive.
  const stored = async () => (await (await mina.request.get(`${web}/api/rooms/${direct}`)).json()).room.headSeq;
  await expect.poll(stored).toBe(2);
  await mina.request.delete(`${web}/api/rooms/${direct}/members/${user.id}`);
  await row(desk, "이어서 하는 말").waitFor({ state: "detached" });
  await say(jun, "돌아온 말");
  await sounds("돌아온 말");
  await say(jun, "한 번 더");
  await sounds("한 번 더");

  // A list with unread messages does not sound as it is loaded.
  await desk.reload();
  await listens();
  await badge(desk, "한 번 더").waitFor();
  knocks = 0;
  await say(jun, "새로 고친 뒤의 말");
  await sounds("새로 고친 뒤의 말");
  expect(desk.faults).toEqual([]);
  await desk.context().close();
}, 90_000);

it("no page had an error", () => {
  const ours = (fault: string) => !/ERR_FAILED .*\/messages\?around=/.test(fault);
  for (const page of [mina, phone, jun]) expect(page.faults.filter(ours)).toEqual([]);
});
