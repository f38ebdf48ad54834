/** Requests, leaving direct rooms and blocking on the screens: production build, real rooms, two browsers. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { isConnected, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
let mina: Visitor;
let jun: Visitor;
/** The room that Mina and Jun share. */
let room: string;
/** The direct room of Mina and Jun. */
let direct: string;
type Visitor = Awaited<ReturnType<typeof visitor>>;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  [mina, jun] = [await visitor(site.browser), await visitor(site.browser)];
  await signUp(mina, web, "민아");
  await signUp(jun, web, "준");
});

const says = (page: Page, text: string) =>
  page.locator("[data-message][data-state=sent]").getByText(text, { exact: true });
const composer = (page: Page) => page.getByRole("textbox", { name: "메시지" });
const requests = (page: Page) => page.getByRole("region", { name: "대화 요청" });
const ownRoom = (page: Page, name: string) =>
  page.getByRole("list", { name: "내 방 목록" }).getByRole("link", { name });
const idOf = async (page: Page) => (await (await page.request.get(`${web}/api/me`)).json()).user.id;

async function openDirect(by: Page, userId: string): Promise<string> {
  const answer = await by.request.post(`${web}/api/directs`, { data: { userId } });
  return `/rooms/${(await answer.json()).room.id}`;
}
async function fromRoomMenu(page: Page, item: string) {
  await page.getByRole("button", { name: "방 메뉴" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}
async function confirm(page: Page, name: string) {
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
}

it("a stranger's direct room is listed apart as a request, is read without being seen, and can be declined", async () => {
  direct = await openDirect(jun, await idOf(mina));
  await jun.goto(web + direct);
  await isLive(jun);
  await say(jun, "혹시 시간 되세요?");
  await says(jun, "혹시 시간 되세요?").waitFor();
  await mina.goto(`${web}/rooms`);
  await requests(mina).getByRole("link", { name: /준/ }).getByText("혹시 시간 되세요?").waitFor();
  expect(await ownRoom(mina, "준").count()).toBe(0);
  expect(await mina.title()).not.toMatch(/^\(/);
  await requests(mina).getByRole("link", { name: /준/ }).click();
  await mina.waitForURL(web + direct);
  await isConnected(mina);
  await says(mina, "혹시 시간 되세요?").waitFor();
  expect(await composer(mina).count()).toBe(0);
  expect(await jun.getByRole("button", { name: /사람 보기, 지금 1/ }).count()).toBe(1);
  await mina.getByRole("button", { name: "거절" }).click();
  await mina.waitForURL(`${web}/rooms`);
  await requests(mina).waitFor({ state: "detached" });
  await say(jun, "저기요?");
  await says(jun, "저기요?").waitFor();
  await mina.reload();
  await mina.getByRole("heading", { name: "방", exact: true }).waitFor();
  expect(await requests(mina).count()).toBe(0);
});

it("a person who declined can accept later; then both can write, and the room is in the list", async () => {
  await mina.goto(web + direct);
  await mina.getByRole("button", { name: "수락" }).click();
  await composer(mina).waitFor();
  await isConnected(mina);
  await say(mina, "이제 봤어요");
  await says(jun, "이제 봤어요").waitFor();
  await mina.goto(`${web}/rooms`);
  await ownRoom(mina, "준").waitFor();
});

it("a direct room that was left disappears from the list and comes back with the next message", async () => {
  await mina.goto(web + direct);
  await isLive(mina);
  await fromRoomMenu(mina, "대화에서 나가기");
  await confirm(mina, "대화에서 나가기");
  await mina.waitForURL(`${web}/rooms`);
  await ownRoom(mina, "준").waitFor({ state: "detached" });
  await say(jun, "다시 한번요");
  await ownRoom(mina, "준").waitFor();
  await ownRoom(mina, "준").click();
  for (const text of ["혹시 시간 되세요?", "이제 봤어요", "다시 한번요"]) await says(mina, text).waitFor();
});

it("a blocked person's messages in a shared room are folded, and shown one by one", async () => {
  await mina.goto(`${web}/rooms`);
  await makeRoom(mina, "동네 소식");
  room = new URL(mina.url()).pathname;
  await jun.goto(web + room);
  await isLive(jun);
  for (const text of ["첫 소식", "둘째 소식"]) {
    await say(jun, text);
    await says(mina, text).waitFor();
  }
  await mina.getByRole("button", { name: "준 님 보기" }).first().click();
  const card = mina.getByRole("dialog", { name: "준" });
  await card.getByRole("button", { name: "이 사람 차단", exact: true }).click();
  await card.getByRole("alertdialog").getByRole("button", { name: "이 사람 차단" }).click();
  await mina.getByText("차단한 사람의 메시지").first().waitFor();
  expect(await says(mina, "첫 소식").count()).toBe(0);
  const folded = mina.getByText("차단한 사람의 메시지");
  await expectCount(folded, 2);
  await mina.getByRole("button", { name: "보기", exact: true }).first().press("Enter");
  await says(mina, "첫 소식").waitFor();
  // Its button is removed, so the focus is on the message.
  expect(await mina.evaluate(() => document.activeElement?.textContent)).toContain("첫 소식");
  expect(await says(mina, "둘째 소식").count()).toBe(0);
  await say(jun, "셋째 소식");
  await says(jun, "셋째 소식").waitFor();
  await expectCount(folded, 2);
  // Jun notices nothing in the shared room.
  await say(mina, "안녕하세요");
  await says(jun, "안녕하세요").waitFor();
});

async function expectCount(locator: ReturnType<Page["getByText"]>, count: number) {
  await expect.poll(() => locator.count(), { timeout: 15_000 }).toBe(count);
}

it("the direct room of the two is read-only: one sees their own block, the other that the person cannot be reached", async () => {
  await jun.goto(web + direct);
  await jun.getByText("지금은 이 사람에게 연락할 수 없습니다.").waitFor();
  expect(await composer(jun).count()).toBe(0);
  await mina.goto(web + direct);
  await mina.getByText("내가 차단한 사람입니다.", { exact: false }).waitFor();
  expect(await composer(mina).count()).toBe(0);
  expect(await mina.getByRole("button", { name: "수락" }).count()).toBe(0);
  await mina.getByRole("button", { name: "차단 풀기" }).click();
  await composer(mina).waitFor();
  await composer(jun).waitFor();
  await say(jun, "고마워요");
  await says(mina, "고마워요").waitFor();
});

it("blocking from the direct room's menu leaves it; the account page lists the person and unblocks", async () => {
  await fromRoomMenu(mina, "차단하기");
  await confirm(mina, "차단하기");
  await mina.waitForURL(`${web}/rooms`);
  await ownRoom(mina, "준").waitFor({ state: "detached" });
  await jun.getByText("지금은 이 사람에게 연락할 수 없습니다.").waitFor();
  await mina.goto(`${web}/account`);
  const people = mina.getByRole("region", { name: "차단한 사람" });
  await people.locator("bdi").getByText("준", { exact: true }).waitFor();
  await people.getByRole("button", { name: "차단 풀기" }).click();
  await people.getByText("차단한 사람이 없습니다.").waitFor();
  await jun.getByText("지금은 이 사람에게 연락할 수 없습니다.").waitFor({ state: "detached" });
});

it("messages that arrived during a block are not announced as new when it ends", async () => {
  await mina.request.put(`${web}/api/blocks/${await idOf(jun)}`, { headers: { origin: web } });
  await mina.goto(web + room);
  await isLive(mina);
  await jun.goto(web + room);
  await isLive(jun);
  const folded = mina.getByText("차단한 사람의 메시지");
  const before = await folded.count();
  for (const text of ["안 들린 말", "또 안 들린 말"]) await say(jun, text);
  await expectCount(folded, before + 2);
  await mina.getByRole("button", { name: "준 님 보기" }).first().click();
  await mina.getByRole("dialog", { name: "준" }).getByRole("button", { name: "이 사람 차단 풀기" }).click();
  await says(mina, "또 안 들린 말").waitFor();
  await say(jun, "이제 들리는 말");
  const told = mina.getByTestId("new-messages");
  await told.getByText("이제 들리는 말").waitFor();
  expect(await told.textContent()).toBe("준: 이제 들리는 말");
  for (const page of [mina, jun]) expect(page.faults).toEqual([]);
});
