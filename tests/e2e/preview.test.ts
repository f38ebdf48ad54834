/** Previews of a public room, coming back after a removal, and a conversation with a deleted account. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { PASSWORD } from "@/tests/harness/live/people";
import { isConnected, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

const WIDE = { viewport: { width: 1440, height: 900 } };

let site: Site;
let web: string;
type Visitor = Awaited<ReturnType<typeof visitor>>;
/** Owns the room. */
let mina: Visitor;
/** Previews it. */
let jun: Visitor;
let junId: string;
/** The path, `/rooms/<id>`. */
let room: string;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  [mina, jun] = [await visitor(site.browser, WIDE), await visitor(site.browser, WIDE)];
  await signUp(mina, web, "민아");
  await makeRoom(mina, "열린 마당");
  room = new URL(mina.url()).pathname;
  await say(mina, "어서 오세요");
  await signUp(jun, web, "준서");
  junId = (await (await jun.request.get(`${web}/api/me`)).json()).user.id;
});

const sees = (page: Page, text: string) => page.locator("[data-message][data-state=sent]").getByText(text).waitFor();
const joinButton = (page: Page) => page.getByTestId("join-room");
const composer = (page: Page) => page.locator("main textarea");
/** The API's answer about the room, for Jun. */
const facts = async () => (await (await jun.request.get(`${web}/api${room}`)).json()).room;
const kick = () => mina.request.delete(`${web}/api${room}/members/${junId}`);
const isPreview = async (page: Page) => {
  await isConnected(page);
  await joinButton(page).waitFor();
  expect(await composer(page).count()).toBe(0);
};

it("one click on a public room opens a preview: read and live, with no composer, and nobody else learns of it", async () => {
  await jun.getByRole("link", { name: /열린 마당/ }).click();
  await jun.waitForURL(`**${room}`);
  await isPreview(jun);
  await sees(jun, "어서 오세요");
  await say(mina, "구경하셔도 됩니다");
  await sees(jun, "구경하셔도 됩니다");
  await jun.getByRole("region", { name: "방 미리 보기" }).getByText("구성원 1명").waitFor();

  const message = jun.locator("[data-message]").filter({ hasText: "어서 오세요" });
  await message.hover();
  await message.getByRole("button", { name: "메시지 메뉴" }).click();
  await jun.getByRole("menuitem").first().waitFor();
  expect(await jun.getByRole("menuitem", { name: /답장|달기|안 읽음/ }).count()).toBe(0);
  await jun.keyboard.press("Escape");
  await jun.getByRole("button", { name: "방 메뉴" }).click();
  await jun.getByRole("menuitem", { name: "방 소개" }).waitFor();
  expect(await jun.getByRole("menuitem", { name: /나가기|초대/ }).count()).toBe(0);
  expect(await jun.getByRole("menuitemradio").count()).toBe(0);
  await jun.keyboard.press("Escape");

  expect(await mina.getByRole("complementary").getByText("준서").count()).toBe(0);
  expect(await facts()).toMatchObject({ memberCount: 1 });
  expect((await facts()).mine).toBeUndefined();
});

it("a user without rooms sees the previewed room once in the list", async () => {
  const list = jun.getByRole("navigation", { name: "방 목록" });
  await list.getByRole("link", { name: /열린 마당/ }).waitFor();
  await list.getByText("새로 둘러볼 방이 없습니다").waitFor();
  expect(await list.getByRole("link", { name: /열린 마당/ }).count()).toBe(1);
});

it("pressing a reaction shows who gave it, and a join that fails says why and keeps the focus on its button", async () => {
  const message = mina.locator("[data-message][data-state=sent]").filter({ hasText: "어서 오세요" });
  await message.hover();
  await message.getByRole("button", { name: "메시지 메뉴" }).click();
  await mina.getByRole("menuitem", { name: /👍/ }).click();
  await jun.getByRole("button", { name: /👍/ }).click();
  await jun.getByRole("dialog").getByText("민아").waitFor();
  await jun.keyboard.press("Escape");
  await jun.getByRole("dialog").waitFor({ state: "detached" });
  expect(await mina.getByRole("button", { name: /👍 1/ }).count()).toBe(1);

  const members = `${web}/api${room}/members`;
  await jun.route(members, (route) =>
    route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"code":"unavailable"}' }),
  );
  await joinButton(jun).focus();
  await jun.keyboard.press("Enter");
  await jun
    .getByRole("region", { name: "방 미리 보기" })
    .getByRole("alert")
    .getByText("지금은 처리할 수 없습니다.", { exact: false })
    .waitFor();
  await jun.unroute(members);
  expect(await joinButton(jun).evaluate((button) => button === document.activeElement)).toBe(true);
});

it("the button joins: the person can write at once, others see them, and their other tab has joined too", async () => {
  const tab = await jun.context().newPage();
  await tab.goto(web + room);
  await isPreview(tab);
  await joinButton(jun).press("Enter");
  await composer(jun).waitFor();
  await expect.poll(() => composer(jun).evaluate((field) => field === document.activeElement)).toBe(true);
  await say(jun, "들어왔어요");
  await sees(mina, "들어왔어요");
  await mina.getByRole("complementary").getByText("준서").first().waitFor();
  await composer(tab).waitFor();
  await say(tab, "다른 창에서도요");
  await sees(mina, "다른 창에서도요");
  expect(await facts()).toMatchObject({ memberCount: 2, mine: { role: "member" } });
  await tab.close();
});

it("a removed person's page shows the removal; Back and reload then show a preview without joining, and the button joins", async () => {
  await kick();
  await jun.getByText("이 방에서 내보내졌습니다.").waitFor();
  expect(await joinButton(jun).count()).toBe(0);
  await jun.getByRole("link", { name: "방 목록으로" }).first().click();
  await jun.waitForURL("**/rooms");
  await jun.goBack();
  await isPreview(jun);
  await jun.reload();
  await isPreview(jun);
  expect((await facts()).mine).toBeUndefined();
  await joinButton(jun).click();
  await composer(jun).waitFor();
  await isConnected(jun);
});

it("a person removed while offline comes back to a preview, with their unsent text kept and not sent", async () => {
  await jun.context().setOffline(true);
  await composer(jun).fill("끊긴 동안 쓴 말");
  await composer(jun).press("Enter");
  await jun.locator("[data-message][data-state=sending]").getByText("끊긴 동안 쓴 말").waitFor();
  await kick();
  await jun.context().setOffline(false);
  await isPreview(jun);
  await jun.locator("[data-message][data-state=failed]").getByText("끊긴 동안 쓴 말").waitFor();
  expect((await facts()).mine).toBeUndefined();
  await say(mina, "아직 밖에 있네요");
  await sees(jun, "아직 밖에 있네요");
  expect(await mina.getByText("끊긴 동안 쓴 말").count()).toBe(0);
});

it("an invite that was accepted, or used up by joining from the preview, is not shown after Back", async () => {
  const hana = await visitor(site.browser, WIDE);
  await signUp(hana, web, "하나");
  const invite = async () => {
    const answer = await mina.request.post(`${web}/api${room}/invites`, { data: { username: "하나" } });
    expect(answer.status()).toBe(201);
    await hana.goto(`${web}/rooms`);
    await invites.waitFor();
  };
  const invites = hana.getByRole("region", { name: "받은 초대" });
  const remove = async () => {
    const { id } = (await (await hana.request.get(`${web}/api/me`)).json()).user;
    await mina.request.delete(`${web}/api${room}/members/${id}`);
    await hana.getByText("이 방에서 내보내졌습니다.").waitFor();
  };
  const back = async () => {
    await hana.goBack();
    await hana.waitForURL("**/rooms");
    await hana.getByRole("heading", { name: "방", exact: true }).waitFor();
    await invites.waitFor({ state: "detached" });
  };
  await invite();
  await invites.getByRole("button", { name: "들어가기" }).click();
  await hana.waitForURL(`**${room}`);
  await isConnected(hana);
  await back();
  await hana.goForward();
  await isConnected(hana);
  await remove();
  await back();

  await invite();
  await hana
    .getByRole("link", { name: /열린 마당/ })
    .first()
    .click();
  await isPreview(hana);
  await joinButton(hana).click();
  await composer(hana).waitFor();
  await back();
});

it("D2 D3: a preview ends when the room becomes private", async () => {
  const closed = jun.getByText("더는 이 방에 있을 수 없습니다.", { exact: false }).waitFor();
  await mina.request.patch(`${web}/api${room}`, { data: { visibility: "private" } });
  await closed;
  expect(await joinButton(jun).count()).toBe(0);
  expect((await jun.goto(web + room))?.status()).toBe(404);
});

it("a direct room with a deleted account is read-only, also if it is open at that moment", async () => {
  const ara = await visitor(site.browser);
  await signUp(ara, web, "아라");
  const me = (await (await mina.request.get(`${web}/api/me`)).json()).user.id;
  const { room: direct } = await (await ara.request.post(`${web}/api/directs`, { data: { userId: me } })).json();
  await mina.goto(`${web}/rooms/${direct.id}`);
  await isLive(mina);
  await say(mina, "잘 지내요?");
  await sees(mina, "잘 지내요?");
  const gone = { username: "아라", currentPassword: PASSWORD };
  expect((await ara.request.post(`${web}/api/account/delete`, { data: gone })).status()).toBe(204);
  await mina.getByText("상대가 계정을 지웠습니다.", { exact: false }).waitFor();
  expect(await composer(mina).count()).toBe(0);
  await mina.getByRole("heading", { name: "떠난 사용자" }).waitFor();
  await mina.reload();
  await isConnected(mina);
  await sees(mina, "잘 지내요?");
  expect(await composer(mina).count()).toBe(0);
  await mina.goto(`${web}/rooms`);
  await mina.getByRole("link", { name: /떠난 사용자/ }).waitFor();
});
