/**
 * Open edits stay until they are saved or discarded, and never take the focus. One user on two devices, and another
 * user.
 */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { chooseFor, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
let site: Site;
let room: string;
let other: string;
let desk: Visitor;
/** The same account as `desk`, on another device. */
let phone: Visitor;

beforeAll(async () => {
  site = await openSite();
  const { web } = site.cloud.urls;
  desk = await visitor(site.browser, { viewport: { width: 1280, height: 800 } });
  phone = await visitor(site.browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
  await signUp(desk, web, "민아");
  await makeRoom(desk, "다른 방");
  other = desk.url();
  await desk.goto(`${web}/rooms`);
  await makeRoom(desk, "글방");
  room = desk.url();
  await phone.context().addCookies(await desk.context().cookies());
  await phone.goto(room);
  await isLive(phone);
});

const composer = (page: Page) => page.getByRole("textbox", { name: "메시지", exact: true });
/** The open edit of the message with these words, or the only one. */
const field = (page: Page, words?: string) =>
  (words === undefined ? page : line(page, words)).getByRole("textbox", { name: "메시지 고치기" });
const line = (page: Page, words: string) =>
  page.locator("[data-message][data-state=sent]").filter({ hasText: words }).last();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));

const menu = (page: Page, words: string, item: string) => chooseFor(line(page, words), item);
async function edit(page: Page, words: string, next?: string): Promise<void> {
  await menu(page, words, "고치기");
  await expect.poll(() => focused(page)).toBe("메시지 고치기");
  if (next !== undefined) await field(page, words).fill(next);
}
async function editElsewhere(words: string, next: string): Promise<void> {
  await edit(phone, words, next);
  await press(phone, "저장");
  await line(phone, next).waitFor();
}
/** Sends a message, and waits until both devices have it. */
async function said(words: string): Promise<void> {
  await say(desk, words);
  await line(phone, words).waitFor();
}

it("an open edit stays through a reply, another edit, a delete question, a change of room, a reload and a second tab", async () => {
  await said("첫째 말");
  await said("둘째 말");
  await edit(desk, "첫째 말", "첫째 말을 고치는");
  await menu(desk, "둘째 말", "답장");
  await menu(desk, "둘째 말", "지우기");
  await desk.getByRole("dialog").getByRole("button", { name: "그만두기" }).click();
  await edit(desk, "둘째 말", "둘째도");
  const isWhole = async (page: Page) => {
    await expect.poll(() => field(page, "첫째 말").inputValue()).toBe("첫째 말을 고치는");
    await expect.poll(() => field(page, "둘째 말").inputValue()).toBe("둘째도");
  };
  await isWhole(desk);
  await desk.goto(other);
  await isLive(desk);
  expect(await field(desk).count()).toBe(0);
  await desk.goBack();
  await isLive(desk);
  await isWhole(desk);
  await desk.reload();
  await isLive(desk);
  await isWhole(desk);
  expect(await focused(desk)).not.toBe("메시지 고치기");
  const tab = await desk.context().newPage();
  await tab.goto(room);
  await isWhole(tab);
  await tab.close();
  await field(desk, "첫째 말").press("Enter");
  await line(phone, "첫째 말을 고치는").waitFor();
  await press(desk, "그만두기");
  await field(desk).waitFor({ state: "detached" });
  await line(desk, "둘째 말").waitFor();
  await composer(desk).press("Escape");
});

it("when another device edits the message, both texts are shown and the focus stays; nothing is saved before a choice", async () => {
  await said("처음 글");
  await edit(desk, "처음 글", "책상에서 쓴 글");
  await composer(desk).pressSequentially("쓰는 중");
  await editElsewhere("처음 글", "전화기에서 쓴 글");
  const notice = desk.getByRole("alert").filter({ hasText: "전화기에서 쓴 글" });
  await notice.waitFor();
  expect(await focused(desk)).toBe("메시지");
  await desk.keyboard.type("이다");
  expect([await composer(desk).inputValue(), await field(desk).inputValue()]).toEqual([
    "쓰는 중이다",
    "책상에서 쓴 글",
  ]);
  expect(await desk.getByRole("button", { name: "저장", exact: true }).isDisabled()).toBe(true);
  await field(desk).press("Enter");
  expect(await field(desk).count()).toBe(1);
  await press(desk, "내 글 그대로 쓰기");
  await notice.waitFor({ state: "detached" });
  await field(desk).press("Enter");
  await line(phone, "책상에서 쓴 글").waitFor();
  await edit(desk, "책상에서 쓴 글", "버릴 글");
  await editElsewhere("책상에서 쓴 글", "새 글");
  await press(desk, "바뀐 글 쓰기");
  expect(await field(desk).inputValue()).toBe("새 글");
  await field(desk).press("Escape");
  await line(desk, "새 글").waitFor();
  await composer(desk).fill("");
});

it("when another device's edit disables the focused Save button, the focus stays in the edit", async () => {
  await said("저장하기 직전");
  await edit(desk, "저장하기 직전", "저장하기 직전의 글");
  const save = desk.getByRole("button", { name: "저장", exact: true });
  await save.focus();
  await editElsewhere("저장하기 직전", "그사이 바뀐 글");
  await expect.poll(() => save.isDisabled()).toBe(true);
  const isInEdit = () => desk.evaluate(() => document.activeElement?.closest("[data-message]") !== null);
  // The browser takes the focus from a disabled button at the next paint.
  await desk.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await isInEdit()).toBe(true);
  await press(desk, "내 글 그대로 쓰기");
  await field(desk).press("Enter");
  await line(phone, "저장하기 직전의 글").waitFor();
});

it("undo restores the text that was replaced by the other device's", async () => {
  await said("먼저 쓴 글");
  await edit(desk, "먼저 쓴 글", "");
  await desk.keyboard.type("책상에서 길게 쓴 글");
  await editElsewhere("먼저 쓴 글", "전화기 글");
  await press(desk, "바뀐 글 쓰기");
  await expect.poll(() => field(desk).inputValue()).toBe("전화기 글");
  expect(await focused(desk)).toBe("메시지 고치기");
  await desk.keyboard.press("Control+z");
  await expect.poll(() => field(desk).inputValue()).toBe("책상에서 길게 쓴 글");
  await field(desk).press("Enter");
  await line(phone, "책상에서 길게 쓴 글").waitFor();
});

it("if another device writes the same text, there is no conflict, also while the user continues to type", async () => {
  await said("한때의 글");
  await edit(desk, "한때의 글", "같은 글");
  await editElsewhere("한때의 글", "같은 글");
  // The message's line is in the page, hidden behind the edit's field.
  await line(desk, "같은 글").waitFor({ state: "attached" });
  await expect.poll(() => desk.getByRole("button", { name: "저장", exact: true }).isDisabled()).toBe(false);
  expect(await desk.getByRole("button", { name: "내 글 그대로 쓰기" }).count()).toBe(0);
  await field(desk).press("End");
  await field(desk).pressSequentially(" 더");
  await field(desk).press("Enter");
  await line(phone, "같은 글 더").waitFor();
});

it("if another device deletes the message, the edit's text stays, and can be sent as a new message", async () => {
  await said("지워질 글");
  await edit(desk, "지워질 글", "지워질 글을 아주 길게 고쳤다");
  await composer(desk).fill("쓰던 말");
  await menu(phone, "지워질 글", "지우기");
  await phone.getByRole("dialog").getByRole("button", { name: "지우기" }).click();
  await desk.getByText("고치는 동안 이 메시지가 지워졌습니다").waitFor();
  expect(await focused(desk)).toBe("메시지");
  expect(await field(desk).inputValue()).toBe("지워질 글을 아주 길게 고쳤다");
  await field(desk).press("Escape");
  await field(desk).press("Enter");
  expect(await field(desk).count()).toBe(1);
  await press(desk, "새 메시지로 옮기기");
  await field(desk).waitFor({ state: "detached" });
  await expect.poll(() => composer(desk).inputValue()).toBe("지워질 글을 아주 길게 고쳤다\n쓰던 말");
  await composer(desk).fill("");
});

it("an edit saved offline does not replace what another device wrote meanwhile: it is refused, and both texts can be compared", async () => {
  await said("셋째 글");
  await desk.context().route("**/ticket*", (route) => route.abort());
  await desk.evaluate(() => window.dispatchEvent(new Event("offline")));
  await desk.locator("[data-testid=connection]:not([data-status=live])").waitFor();
  await edit(desk, "셋째 글", "책상에서, 끊긴 채로");
  await field(desk).press("Enter");
  await line(desk, "책상에서, 끊긴 채로").waitFor();
  await editElsewhere("셋째 글", "전화기가 먼저");
  await desk.context().unroute("**/ticket*");
  await desk.evaluate(() => window.dispatchEvent(new Event("online")));
  await desk.getByText("그사이 다른 곳에서 메시지가 바뀌어", { exact: false }).waitFor();
  await line(desk, "전화기가 먼저").waitFor();
  await press(desk, "비교하기");
  await expect.poll(() => field(desk).inputValue()).toBe("책상에서, 끊긴 채로");
  await press(desk, "내 글 그대로 쓰기");
  await field(desk).press("Enter");
  await line(phone, "책상에서, 끊긴 채로").waitFor();
});

it("after saving or discarding, the focus is on the message; Escape asks before it discards changes", async () => {
  await said("넷째 글");
  const onLine = () => desk.evaluate(() => document.activeElement?.closest("[data-message]")?.textContent ?? "");
  await edit(desk, "넷째 글");
  await field(desk).press("Escape");
  await field(desk).waitFor({ state: "detached" });
  expect(await onLine()).toContain("넷째 글");
  await edit(desk, "넷째 글", "넷째 글 고침");
  await field(desk).press("Escape");
  await desk.getByText("고친 내용을 버릴까요?").waitFor();
  await press(desk, "계속 고치기");
  expect([await focused(desk), await field(desk).inputValue()]).toEqual(["메시지 고치기", "넷째 글 고침"]);
  // A held key repeats, which must not discard the edit.
  await desk.keyboard.down("Escape");
  for (let i = 0; i < 5; i++) await desk.keyboard.down("Escape");
  await desk.keyboard.up("Escape");
  expect(await field(desk).inputValue()).toBe("넷째 글 고침");
  await field(desk).press("Escape");
  await field(desk).waitFor({ state: "detached" });
  expect(await onLine()).toContain("넷째 글");
  await edit(desk, "넷째 글", "넷째 글 고침");
  await press(desk, "저장");
  await line(desk, "넷째 글 고침").waitFor();
  expect(await onLine()).toContain("넷째 글 고침");
});

it("on a phone Enter breaks the line of an edit, and the button saves", async () => {
  await edit(phone, "넷째 글 고침", "위");
  await field(phone).press("End");
  await field(phone).press("Enter");
  await field(phone).pressSequentially("아래");
  expect(await field(phone).inputValue()).toBe("위\n아래");
  await press(phone, "저장");
  await line(desk, "위\n아래").waitFor();
});

it("no page had an error", () => {
  expect([desk.faults, phone.faults].flat().filter((fault) => !fault.includes("ERR_FAILED"))).toEqual([]);
});
