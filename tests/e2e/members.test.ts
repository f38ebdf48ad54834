/** Membership on the screens: production build, real rooms, two and three browsers. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { ONLINE_MAX } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { PASSWORD } from "@/tests/harness/live/people";
import { sceneIn } from "@/tests/harness/live/rooms";
import { fillSignUp, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { holdRequests } from "./routes";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
type Visitor = Awaited<ReturnType<typeof visitor>>;
/** Owns the room. */
let mina: Visitor;
/** Joins by the link. */
let jun: Visitor;
/** Joins later. */
let ara: Visitor;
let room: string;
/** The address of a public room of two. */
let open: string;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  [mina, jun, ara] = [await visitor(site.browser), await visitor(site.browser), await visitor(site.browser)];
  await signUp(mina, web, "민아");
  await makeRoom(mina, "달빛 산책", "비공개");
  room = new URL(mina.url()).pathname;
});

const PUT_OUT_WITHIN_MS = 1_000;
const notice = (page: Page, text: string) => page.locator("[data-notice]").filter({ hasText: text });
const says = (page: Page, text: string) =>
  page.locator("[data-message][data-state=sent]").getByText(text, { exact: true });

async function fromRoomMenu(page: Page, item: string) {
  await page.getByRole("button", { name: "방 메뉴" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** Opens the invite dialog and makes a link. @returns its address */
async function newLink(page: Page): Promise<string> {
  await fromRoomMenu(page, "초대하기");
  await page.getByRole("button", { name: "링크 만들기" }).click();
  const link = await page.getByLabel("초대 링크").inputValue();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  return link;
}

/** Opens a person's card in the list of members. */
async function card(page: Page, name: string) {
  const members = page.getByRole("region", { name: "구성원" });
  await members.getByRole("button", { name }).click();
  return page.getByRole("dialog", { name });
}

const inSidebar = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "방 목록" }).getByRole("link", { name });

it("a room is in its creator's list as soon as it is created", () => inSidebar(mina, "달빛 산책").waitFor());

it("a new user signs up by an invite link and opens the private room; its log says so", async () => {
  const link = await newLink(mina);
  await jun.goto(link);
  await jun.getByRole("heading", { name: "달빛 산책" }).waitFor();
  await jun.getByText("민아 님이 초대했습니다.").waitFor();
  await jun.getByRole("link", { name: "가입하고 들어가기" }).click();
  await fillSignUp(jun, "준호");
  await jun.waitForURL(`**${room}`);
  await isLive(jun);
  await notice(mina, "준호 님이 들어왔습니다.").waitFor();
  await say(jun, "초대 고마워요");
  await says(mina, "초대 고마워요").waitFor();
});

it("a remembered wish to join ends by going back: the next user who signs in in this tab is asked", async () => {
  const link = await newLink(mina);
  const page = await visitor(site.browser);
  await page.goto(link);
  await page.getByRole("link", { name: "가입하고 들어가기" }).click();
  await page.waitForURL(/\/signup/);
  await page.goBack();
  await page.getByRole("link", { name: "가입하고 들어가기" }).waitFor();
  await signUp(page, web, "하나", new URL(link).pathname);
  const join = page.getByRole("button", { name: "들어가기", exact: true });
  // Enabled once the page's effects have run.
  await expect.poll(() => join.isEnabled()).toBe(true);
  expect((await page.request.get(`${web}/api${room}`)).status()).toBe(404);
  await join.click();
  await page.waitForURL(`**${room}`);
});

it("D2: a private room is unknown to users who are not members: no row in the list, no page", async () => {
  await signUp(ara, web, "아라");
  await ara.getByRole("heading", { name: "방", exact: true }).waitFor();
  expect(await ara.getByText("달빛 산책").count()).toBe(0);
  const answer = await ara.goto(web + room);
  expect(answer?.status()).toBe(404);
  expect((await ara.content()).includes("달빛 산책")).toBe(false);
});

it("an invite by name is in the list of rooms; accepted, it opens the room", async () => {
  await fromRoomMenu(mina, "초대하기");
  await mina.getByRole("textbox", { name: "사용자 이름" }).fill("아라");
  await mina.getByRole("button", { name: "초대", exact: true }).click();
  await mina.getByText("아라 님을 초대했습니다.").waitFor();
  await mina.keyboard.press("Escape");
  await ara.goto(`${web}/rooms`);
  await ara.getByRole("region", { name: "받은 초대" }).getByRole("button", { name: "들어가기" }).click();
  await ara.waitForURL(`**${room}`);
  await isLive(ara);
  await notice(mina, "아라 님이 들어왔습니다.").waitFor();
});

it("the owner makes a member an admin: all see the system message and the badge, and the new admin may do more", async () => {
  await (await card(mina, "준호")).getByRole("button", { name: "관리자로 정하기" }).click();
  for (const page of [mina, jun, ara]) await notice(page, "민아 님이 준호 님을 관리자로 정했습니다.").waitFor();
  const row = (page: Page) =>
    page.getByRole("region", { name: "구성원" }).getByRole("button", { name: /준호.*관리자/ });
  for (const page of [mina, jun, ara]) await row(page).waitFor();
  await fromRoomMenu(jun, "방 설정");
  await jun.getByLabel("방 이름", { exact: true }).fill("새벽 산책");
  await jun.getByRole("button", { name: "저장" }).click();
  await jun.getByText("저장했습니다.").waitFor();
  await jun.keyboard.press("Escape");
  for (const page of [mina, ara]) {
    await notice(page, "준호 님이 방 이름을 바꿨습니다: 새벽 산책").waitFor();
    await page.getByRole("heading", { name: "새벽 산책" }).waitFor();
    await inSidebar(page, "새벽 산책").waitFor();
  }
});

it("a message is answered, given an emoji, edited and deleted by its menu, and all see it", async () => {
  const message = (page: Page, text: string) => page.locator("[data-message]").filter({ hasText: text });
  const act = async (page: Page, text: string, item: string) => {
    await message(page, text).first().hover();
    await message(page, text).first().getByRole("button", { name: "메시지 메뉴" }).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };
  await act(mina, "초대 고마워요", "답장");
  await say(mina, "천만에요");
  await message(jun, "천만에요")
    .getByRole("button", { name: /준호.*초대 고마워요/ })
    .waitFor();

  await act(ara, "천만에요", "👍 달기");
  await message(mina, "천만에요").getByRole("button", { name: "👍 1" }).click();
  await message(jun, "천만에요").getByRole("button", { name: "👍 2" }).waitFor();

  await act(mina, "천만에요", "고치기");
  await mina.getByRole("textbox", { name: "메시지 고치기" }).fill("별말씀을요");
  await mina.getByRole("textbox", { name: "메시지 고치기" }).press("Enter");
  await message(ara, "별말씀을요").getByText("(고침)").waitFor();

  await message(ara, "별말씀을요").hover();
  await message(ara, "별말씀을요").getByRole("button", { name: "메시지 메뉴" }).click();
  expect(await ara.getByRole("menuitem", { name: "고치기" }).count()).toBe(0);
  expect(await ara.getByRole("menuitem", { name: "지우기" }).count()).toBe(0);
  await ara.keyboard.press("Escape");

  await act(mina, "별말씀을요", "지우기");
  await mina.getByRole("dialog").getByRole("button", { name: "지우기" }).click();
  for (const page of [mina, jun, ara]) await page.getByText("지워진 메시지입니다").waitFor();
  expect(await message(jun, "별말씀을요").count()).toBe(0);
});

it("a direct message from a card opens a room of two, under the other's name", async () => {
  await (await card(ara, "민아")).getByRole("button", { name: "둘이 이야기하기" }).click();
  await ara.waitForURL((url) => url.pathname.startsWith("/rooms/") && url.pathname !== room);
  await ara.getByRole("heading", { name: "민아" }).waitFor();
  await isLive(ara);
  await say(ara, "우리끼리 한마디");
  await says(ara, "우리끼리 한마디").waitFor();
  await inSidebar(ara, "민아").waitFor();
  const direct = new URL(ara.url()).pathname;
  await mina.goto(web + direct);
  await mina.getByRole("heading", { name: "아라" }).waitFor();
  await says(mina, "우리끼리 한마디").waitFor();
  expect((await jun.request.get(web + direct)).status()).toBe(404);
  for (const page of [mina, ara]) {
    await page.goto(web + room);
    await isLive(page);
  }
});

it("D3: a removed member's page shows the removal within a second, the others see the system message, and the member no longer finds the room", async () => {
  const dialog = await card(mina, "아라");
  await dialog.getByRole("button", { name: "내보내기" }).click();
  await dialog.getByText("아라 님을 내보낼까요?", { exact: false }).waitFor();
  const told = ara.locator("main [role=alert]").waitFor();
  // The removal has taken effect with the response; tests/integration/commands.test.ts measures the time until the
  // socket closes.
  const done = mina.waitForResponse((answer) => answer.request().method() === "DELETE").then(() => Date.now());
  await dialog.getByRole("button", { name: "내보내기" }).click();
  const [doneAt] = await Promise.all([done, told]);
  expect(Date.now() - doneAt).toBeLessThan(PUT_OUT_WITHIN_MS);
  for (const page of [mina, jun]) await notice(page, "민아 님이 아라 님을 내보냈습니다.").waitFor();
  await ara.getByText("이 방에서 내보내졌습니다.").waitFor();
  expect(await ara.locator("textarea").count()).toBe(0);
  await say(mina, "아라 없는 자리");
  await says(jun, "아라 없는 자리").waitFor();
  expect(await says(ara, "아라 없는 자리").count()).toBe(0);
  expect((await ara.goto(web + room))?.status()).toBe(404);
});

it("a banned user cannot use a link; after the ban is lifted they can", async () => {
  const link = await newLink(mina);
  await ara.goto(link);
  await ara.getByRole("button", { name: "들어가기" }).click();
  await ara.waitForURL(`**${room}`);
  await isLive(ara);
  const dialog = await card(mina, "아라");
  await dialog.getByRole("button", { name: "차단하기" }).click();
  await dialog.getByRole("alertdialog").getByRole("button", { name: "차단하기" }).click();
  await ara.getByText("이 방에서 차단되어 다시 들어올 수 없습니다.").waitFor();
  await ara.goto(link);
  await ara.getByRole("button", { name: "들어가기" }).click();
  await ara.getByRole("alert").filter({ hasText: "찾을 수 없습니다." }).waitFor();
  await fromRoomMenu(mina, "방 설정");
  await mina.getByRole("tab", { name: "차단" }).click();
  await mina.getByRole("listitem").filter({ hasText: "아라" }).getByRole("button", { name: "풀기" }).click();
  await mina.getByText("차단된 사람이 없습니다.").waitFor();
  await mina.keyboard.press("Escape");
  await ara.getByRole("button", { name: "들어가기" }).click();
  await ara.waitForURL(`**${room}`);
});

it("the owner hands the room over with the password, and gets it back", async () => {
  const handOver = async (page: Page, to: string) => {
    const dialog = await card(page, to);
    await dialog.getByRole("button", { name: "방 넘기기" }).click();
    const question = dialog.getByRole("alertdialog");
    await question.getByText(`${to} 님이 방장이 되고`, { exact: false }).waitFor();
    return { question, submit: () => question.getByRole("button", { name: "방 넘기기" }).click() };
  };
  const first = await handOver(mina, "준호");
  await first.submit();
  await first.question.getByLabel("지금 비밀번호").fill("not this one");
  await first.submit();
  await first.question.getByText("비밀번호가 맞지 않습니다.").waitFor();
  await first.question.getByLabel("지금 비밀번호").fill(PASSWORD);
  await first.submit();
  for (const page of [mina, jun]) await notice(page, "민아 님이 준호 님에게 방을 넘겼습니다.").waitFor();
  await first.question.waitFor({ state: "detached" });
  const back = await handOver(jun, "민아");
  await back.question.getByLabel("지금 비밀번호").fill(PASSWORD);
  await back.submit();
  await notice(mina, "준호 님이 민아 님에게 방을 넘겼습니다.").waitFor();
});

it("an archived room can be read and not written in; a deleted one is not found by anybody", async () => {
  await fromRoomMenu(mina, "방 설정");
  await mina.getByRole("tab", { name: "닫기와 지우기" }).click();
  await mina.getByRole("button", { name: "방 보관하기" }).click();
  await jun.getByText("보관된 방입니다.", { exact: false }).waitFor();
  expect(await jun.locator("textarea").count()).toBe(0);
  await says(jun, "초대 고마워요").first().waitFor();
  await mina.getByLabel("확인을 위해 방 이름을 적어 주세요.").fill("달빛 산책");
  await mina.getByRole("button", { name: "방 지우기" }).click();
  await mina.getByText("방 이름과 다릅니다.").waitFor();
  await mina.getByLabel("확인을 위해 방 이름을 적어 주세요.").fill("새벽 산책");
  await mina.getByRole("button", { name: "방 지우기" }).click();
  await mina.getByLabel("지금 비밀번호").fill("not this one");
  await mina.getByRole("button", { name: "방 지우기" }).click();
  await mina.getByText("비밀번호가 맞지 않습니다.").waitFor();
  await mina.getByLabel("지금 비밀번호").fill(PASSWORD);
  await mina.getByRole("button", { name: "방 지우기" }).click();
  await mina.waitForURL("**/rooms");
  await jun.getByText("이 방은 지워졌습니다.").waitFor();
  expect((await jun.goto(web + room))?.status()).toBe(404);
});

it("a room's page requests the members once for the list, the names and the mentions, and again after a change", async () => {
  const page = await mina.context().newPage();
  page.setDefaultTimeout(8_000);
  await page.goto(`${web}/rooms`);
  await makeRoom(page, "열린 터", "공개");
  const members = `${web}/api${new URL(page.url()).pathname}/members`;
  expect((await jun.request.post(members)).status()).toBe(201);
  await say(page, "@준호 님 오셨네요");
  await says(page, "@준호 님 오셨네요").waitFor();
  const asked: string[] = [];
  page.on("request", (request) => request.url().includes("/members?") && asked.push(request.url()));
  await page.reload();
  await isLive(page);
  const row = (name: string | RegExp) => page.getByRole("region", { name: "구성원" }).getByRole("button", { name });
  await row("준호").waitFor();
  await page.locator("[data-message] [data-mention]").filter({ hasText: "@준호" }).waitFor();
  const composer = page.getByRole("textbox", { name: "메시지" });
  await composer.pressSequentially("@준");
  await page.getByRole("option", { name: /준호/ }).waitFor();
  await composer.fill("");
  expect(asked).toHaveLength(1);
  const { user } = await (await jun.request.get(`${web}/api/me`)).json();
  await page.request.patch(`${members}/${user.id}`, { data: { role: "admin" } });
  await row(/준호.*관리자/).waitFor();
  expect(asked).toHaveLength(2);
  open = page.url();
  await page.close();
});

it("of 120 people who are here, all are counted and 100 are listed at once, the others with the button", async () => {
  const page = await mina.context().newPage();
  page.setDefaultTimeout(8_000);
  await page.goto(`${web}/rooms`);
  await makeRoom(page, "큰 광장", "공개");
  const roomId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const scene = sceneIn(site.cloud);
  const guests = Array.from({ length: 119 }, (_, i) => ({ id: newId(), username: `손님${i}` }));
  const peers = await Promise.all(guests.map((guest) => scene.connect(guest, roomId)));
  await page.reload();
  await isLive(page);
  const listed = page.getByRole("list", { name: /지금 이 방에/ }).getByRole("listitem");
  const isCounted = (count: number) =>
    page.getByRole("heading", { name: new RegExp(`지금 이 방에\\s*${count}명`) }).waitFor();
  await isCounted(120);
  await page.getByRole("button", { name: "사람 보기, 지금 120" }).waitFor();
  // The user's account is the oldest, so they are on the first page.
  expect(await listed.count()).toBe(ONLINE_MAX);
  peers[118]?.drop();
  await isCounted(119);
  const more = page.getByRole("button", { name: "이 방에 있는 사람 더 보기" });
  await more.click();
  await more.waitFor({ state: "detached" });
  expect(await listed.count()).toBe(119);
  for (const peer of peers) peer.drop();
  await page.close();
}, 60_000);

it("members that fail to load are reported, and load with the button, or with the next letter of a mention", async () => {
  const page = await mina.context().newPage();
  page.setDefaultTimeout(8_000);
  const path = "**/members?*";
  const members = page.getByRole("region", { name: "구성원" });
  const composer = page.getByRole("textbox", { name: "메시지" });
  const fails = () => page.waitForEvent("requestfailed", (request) => request.url().includes("/members?"));
  const openFailing = async () => {
    await page.route(path, (route) => route.abort());
    await page.goto(open);
    await isLive(page);
    await members.getByRole("alert").waitFor();
  };
  await openFailing();
  const failure = fails();
  await members.getByRole("button", { name: "다시 시도" }).click();
  await failure;
  await members.getByRole("alert").waitFor();
  await page.unroute(path);
  await members.getByRole("button", { name: "다시 시도" }).click();
  await members.getByRole("button", { name: "준호" }).waitFor();
  await members.getByRole("alert").waitFor({ state: "detached" });

  await openFailing();
  const again = fails();
  await composer.pressSequentially("@");
  await again;
  await page.unroute(path);
  await composer.pressSequentially("준");
  await page.getByRole("option", { name: /준호/ }).waitFor();
  await composer.fill("");
  await page.close();
});

it("a person's card offers its actions once their role is known, so that none moves under the pointer", async () => {
  await jun.goto(open);
  await isLive(jun);
  await say(jun, "누르는 자리");
  const page = await mina.context().newPage();
  page.setDefaultTimeout(8_000);
  const actions = page.getByRole("dialog", { name: "준호" }).getByRole("button");
  const openCard = async () => {
    await page.goto(open);
    await isLive(page);
    await page.getByRole("button", { name: "준호 님 보기" }).first().click();
    await page.getByRole("dialog", { name: "준호" }).waitFor();
  };
  const answer = await holdRequests(page, "**/members?*");
  await openCard();
  expect(await actions.count()).toBe(0);
  answer();
  await actions.first().waitFor();
  expect(await actions.allInnerTexts()).toEqual(expect.arrayContaining(["관리자에서 내리기", "이 사람 차단"]));

  await page.unrouteAll();
  await page.route("**/members?*", (route) => route.abort());
  await openCard();
  await actions.filter({ hasText: "이 사람 차단" }).waitFor();
  expect(await actions.allInnerTexts()).not.toContain("관리자에서 내리기");
  await page.close();
});
