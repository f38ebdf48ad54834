/** Own rooms, Discover, people beside the log, and sheets with typed text: in Korean and English, wide and on a phone. */
import { eq } from "drizzle-orm";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { members, messages, rooms } from "@/db/schema";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { addPerson } from "@/tests/harness/live/people";
import { addSession, isLive, say } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

const COUNT = 45;
let site: Site;
let web: string;
type Visitor = Awaited<ReturnType<typeof visitor>>;
/** Mina, in Korean, wide; Mina again, in English, on a phone; and Jun. */
let mina: Visitor;
let phone: Visitor;
let jun: Visitor;
let me: User;
/** Old rooms of Mina and Jun; the first is the oldest. */
const own = Array.from({ length: COUNT }, () => newId());
const others = Array.from({ length: 40 }, () => newId());
let direct: string;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  const wide = { viewport: { width: 1440, height: 900 } };
  [mina, jun] = [await visitor(site.browser, wide), await visitor(site.browser, wide)];
  me = await enter(mina, "민아");
  const him = await enter(jun, "준서");
  phone = await visitor(site.browser, {
    ...{ locale: "en-US", viewport: { width: 390, height: 844 }, hasTouch: true },
    storageState: await mina.context().storageState(),
  });
  const db = openDatabase(webEnv());
  const now = Date.now();
  const old = (id: string, i: number, name: string, by: User) => ({
    ...{ id, name: `${name} ${i}`, createdBy: by.id, lastActivityAt: new Date(Date.UTC(2025, 0, 1, 0, i)) },
  });
  await db.insert(rooms).values(own.map((id, i) => old(id, i, "우리 모임", him)));
  // Strangers' rooms are all newer than Mina's own.
  await db
    .insert(rooms)
    .values(others.map((id, i) => ({ ...old(id, i, "남의 방", him), lastActivityAt: new Date(now + i) })));
  const of = (ids: string[], user: User) => ids.map((roomId) => ({ roomId, userId: user.id }));
  await db.insert(members).values([...of(own, me), ...of(own, him), ...of(others, him)]);
  direct = (await mina.request.post(`${web}/api/directs`, { data: { userId: him.id } }).then((answer) => answer.json()))
    .room.id;
  const said = (seq: number) => ({
    roomId: direct,
    seq,
    authorId: him.id,
    clientId: newId(),
    body: `둘만 ${seq}`,
    sentAt: new Date(),
  });
  await db.insert(messages).values([said(1), said(2)]);
  await db
    .update(rooms)
    .set({ headSeq: 2, lastActivityAt: new Date(Date.UTC(2024, 0, 1)) })
    .where(eq(rooms.id, direct));
});

async function enter(page: Page, name: string): Promise<User> {
  const { user, cookie } = await addPerson(name, web);
  await addSession(page, web, cookie);
  return user;
}
const list = (page: Page) => page.getByRole("list", { name: /내 방 목록|Your rooms/ });
const row = (page: Page, name: string) =>
  list(page)
    .getByRole("listitem")
    .filter({ has: page.getByText(name, { exact: true }) });
const first = (page: Page) => list(page).getByRole("listitem").first();
const open = async (page: Page, id: string) => {
  await page.goto(`${web}/rooms/${id}`);
  await isLive(page);
};

it("own rooms are listed first, an old direct room with 2 unread messages at the very top; other rooms are a separate list", async () => {
  const answer = await mina.goto(`${web}/rooms`);
  const html = (await answer?.text()) ?? "";
  expect([html.includes("둘만 2"), html.includes("우리 모임 44"), html.includes("남의 방")]).toEqual([
    true,
    true,
    false,
  ]);
  for (const page of [mina, phone]) {
    if (page === phone) await page.goto(`${web}/rooms`);
    expect(await first(page).getByTestId("unread-badge").textContent()).toContain("2");
    expect(await first(page).textContent()).toContain("준서");
    expect(await page.getByText("남의 방 1", { exact: true }).count()).toBe(0);
  }
  await mina.getByRole("tab", { name: "둘러보기" }).click();
  await mina
    .getByRole("list", { name: "둘러볼 방" })
    .getByText(`남의 방 ${others.length - 1}`, { exact: true })
    .waitFor();
  expect(await mina.getByText("우리 모임 1", { exact: true }).count()).toBe(0);
  expect(mina.url()).toContain("view=discover");
});

it("a room far below the drawn rows gets its badge, the title's count and its place at the top with a new message", async () => {
  await phone.goto(`${web}/rooms`);
  await row(phone, "우리 모임 44").waitFor();
  await open(mina, direct);
  await open(jun, own[0] ?? "");
  // Premise: both pages get updates of that room.
  for (const page of [mina, phone]) await row(page, "우리 모임 0").getByTestId("online-count").waitFor();
  await say(jun, "@민아 여기 봐요");
  for (const page of [mina, phone]) {
    await row(page, "우리 모임 0").getByTestId("unread-badge").waitFor();
    await row(page, "우리 모임 0").getByTestId("mention-mark").waitFor();
    await page.waitForFunction(() => /^\(\d+\) /.test(document.title));
    await expect.poll(() => first(page).textContent()).toContain("우리 모임 0");
  }
}, 60_000);

it("the search filters own rooms at once, by a part or Korean initial consonants, and searches Discover on the server", async () => {
  const search = mina.getByRole("searchbox", { name: "방 이름으로 찾기" });
  // Not the list's regular check for new rooms, which may come first.
  const asked = mina.waitForRequest((request) => new URL(request.url()).searchParams.get("query") === "ㅇㄹㅁㅇ4");
  await search.pressSequentially("ㅇㄹㅁㅇ4");
  await expect.poll(() => list(mina).getByRole("listitem").count()).toBe(6);
  await row(mina, "우리 모임 44").waitFor();
  expect(new URL((await asked).url()).searchParams.get("scope")).toBe("discover");
  // The open room is filtered out, but still shown.
  await mina.getByRole("region", { name: "지금 보고 있는 방" }).getByRole("link", { name: "준서" }).waitFor();
  await search.fill("남의 방 39");
  await mina.getByRole("list", { name: "둘러볼 방" }).getByText("남의 방 39", { exact: true }).waitFor();
  await mina.getByText("내 방 중에 ‘남의 방 39’에 맞는 방이 없습니다.").waitFor();
  await search.fill("");
  await row(mina, "우리 모임 44").waitFor();
});

it("the open room's row is scrolled into view beside it, and stays in view in a lower window", async () => {
  await open(mina, own[3] ?? "");
  const current = mina.getByRole("navigation").locator("[aria-current=page]");
  await current.waitFor();
  expect(await current.textContent()).toContain("우리 모임 3");
  await expect.poll(() => isInList(current)).toBe(true);
  for (const height of [400, 900, 620, 480, 360, 900]) {
    await mina.setViewportSize({ width: 1440, height });
    await expect.poll(() => isInList(current), { message: `at ${height}` }).toBe(true);
    // Still there after two frames: it is not only scrolled past.
    await mina.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    expect([height, await isInList(current)]).toEqual([height, true]);
  }
});

it("in a lower or higher window the list stays where the user has scrolled to, away from the open room's row", async () => {
  await open(mina, own[3] ?? "");
  const current = mina.getByRole("navigation").locator("[aria-current=page]");
  await expect.poll(() => isInList(current)).toBe(true);
  await mina.getByRole("navigation").locator("li a").first().scrollIntoViewIfNeeded();
  await expect.poll(() => isInList(current)).toBe(false);
  const at = () => list(mina).evaluate((rows) => rows.closest(".overflow-y-auto")?.scrollTop);
  const before = await at();
  for (const height of [400, 900, 500]) {
    await mina.setViewportSize({ width: 1440, height });
    await mina.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    expect([height, await at()]).toEqual([height, before]);
  }
  await mina.setViewportSize({ width: 1440, height: 900 });
});

/** Whether the whole row is in the visible part of its list. */
async function isInList(row: ReturnType<Page["locator"]>): Promise<boolean> {
  return row.evaluate((element) => {
    let scroller: Element | null = element;
    while (scroller && getComputedStyle(scroller).overflowY !== "auto") scroller = scroller.parentElement;
    if (!scroller) throw new Error("expected a list that scrolls");
    const [{ top, bottom }, view] = [element.getBoundingClientRect(), scroller.getBoundingClientRect()];
    return top >= view.top - 1 && bottom <= view.bottom + 1;
  });
}

it("a favourite is set in the room's menu or on its row, is grouped at the top on every device, and survives a reload", async () => {
  await mina.getByRole("button", { name: "방 메뉴" }).click();
  await mina.getByRole("menuitemcheckbox", { name: "즐겨찾기" }).click();
  await mina.keyboard.press("Escape");
  const group = (page: Page) => page.getByRole("list", { name: /즐겨찾기|Favourites/ });
  await group(mina).getByText("우리 모임 3", { exact: true }).waitFor();
  await group(phone).getByText("우리 모임 3", { exact: true }).waitFor();
  await mina.reload();
  await group(mina).getByText("우리 모임 3", { exact: true }).waitFor();
  const item = group(mina).getByRole("listitem");
  await item.hover();
  await item.getByRole("button", { name: "즐겨찾기" }).click();
  await mina.mouse.move(700, 400);
  await group(mina).waitFor({ state: "detached" });
  await row(mina, "우리 모임 3").waitFor();
});

it("on a phone the back arrow counts unread messages in other rooms, marks a mention, and says so", async () => {
  await open(phone, own[1] ?? "");
  await say(jun, "@민아 아직이에요?");
  await phone.locator("[data-testid=back-count][data-mention=true]").waitFor();
  await phone.getByRole("link", { name: /Back to rooms.*unread in other rooms, you were mentioned/ }).click();
  await row(phone, "우리 모임 0").getByRole("link").click();
  await phone.waitForURL(`**/${own[0]}`);
  await isLive(phone);
  await expect.poll(() => row(mina, "우리 모임 0").getByTestId("unread-badge").count()).toBe(0);
  await phone.locator("[data-testid=back-count][data-mention=true]").waitFor({ state: "detached" });
  expect(await mina.getByTestId("back-count").isVisible()).toBe(false);
}, 60_000);

it("times in the list are short, with the full date as tooltip and for screen readers", async () => {
  await phone.goto(`${web}/rooms`);
  const time = (page: Page, name: string) => row(page, name).locator("time");
  await expect.poll(() => time(phone, "우리 모임 0").locator("[aria-hidden]").textContent()).toMatch(/^(now|\d+m)$/);
  await expect.poll(() => time(mina, "우리 모임 0").locator("[aria-hidden]").textContent()).toMatch(/^(방금|\d+분)$/);
  expect(await time(phone, "우리 모임 5").locator("[aria-hidden]").textContent()).toBe("Jan 1, 2025");
  expect(await time(phone, "우리 모임 5").getAttribute("title")).toMatch(/^January 1, 2025 at/);
});

it("the people panel lists everybody once; closed, it stays closed after a reload, and opens again", async () => {
  await open(mina, own[0] ?? "");
  const people = mina.getByRole("complementary", { name: "함께 있는 사람" });
  for (const name of ["민아", "준서"]) {
    await people.getByRole("button", { name }).waitFor();
    expect(await people.getByRole("button", { name }).count()).toBe(1);
  }
  await people.getByRole("button", { name: "사람 목록 닫기" }).click();
  await people.waitFor({ state: "detached" });
  const button = mina.getByRole("button", { name: /사람 보기/ });
  await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
  await mina.reload();
  await isLive(mina);
  await people.waitFor({ state: "detached" });
  expect(await button.getAttribute("aria-expanded")).toBe("false");
  await button.click();
  await people.getByRole("button", { name: "준서" }).waitFor();
});

it("Escape, a press outside and a step back ask before they discard text typed into a sheet", async () => {
  // A step within the app: the browser itself asks only before a step to another page.
  await mina.getByRole("link", { name: "방 목록으로" }).click();
  await mina.getByRole("heading", { name: "방", exact: true }).waitFor();
  await mina.getByRole("button", { name: "방 만들기" }).first().click();
  const sheet = mina.getByRole("dialog", { name: "방 만들기" });
  const name = sheet.getByLabel("방 이름", { exact: true });
  const question = mina.getByRole("alertdialog", { name: "변경 사항을 버릴까요?" });
  await name.fill("   ");
  await mina.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  await mina.getByRole("button", { name: "방 만들기" }).first().click();
  await name.pressSequentially("아까운 이름");
  const leaves = [
    () => mina.keyboard.press("Escape"),
    () => mina.mouse.click(5, 5),
    () => sheet.getByRole("button", { name: "닫기" }).click(),
    () => mina.evaluate(() => window.history.back()),
  ];
  for (const leave of leaves) {
    await leave();
    await question.waitFor();
    await expect.poll(() => question.locator("button:focus").count()).toBe(1);
    await mina.keyboard.press("Enter");
    await question.waitFor({ state: "detached" });
    expect(await name.inputValue()).toBe("아까운 이름");
    await expect.poll(() => sheet.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await mina.keyboard.press("Escape");
  await question.getByRole("button", { name: "버리기" }).click();
  await sheet.waitFor({ state: "detached" });
});

it("turning a tablet keeps the dialog that was opened beside the room, with its text", async () => {
  await open(mina, own[0] ?? "");
  await mina.getByRole("navigation", { name: "방 목록" }).getByRole("button", { name: "방 만들기" }).click();
  const name = mina.getByRole("dialog", { name: "방 만들기" }).getByLabel("방 이름", { exact: true });
  await name.fill("세로에서도");
  await mina.setViewportSize({ width: 800, height: 1200 });
  await expect.poll(() => mina.evaluate(() => window.matchMedia("(min-width: 64rem)").matches)).toBe(false);
  expect(await name.inputValue()).toBe("세로에서도");
  await mina.setViewportSize({ width: 1440, height: 900 });
  await mina.keyboard.press("Escape");
  await mina.getByRole("alertdialog").getByRole("button", { name: "버리기" }).click();
});

it("typed room settings stay when the user loses the right to save them", async () => {
  const created = await jun.request.post(`${web}/api/rooms`, { data: { name: "함께 꾸미는 방" } });
  const { id } = (await created.json()).room;
  await open(mina, id);
  const role = (to: string) => jun.request.patch(`${web}/api/rooms/${id}/members/${me.id}`, { data: { role: to } });
  await role("admin");
  await mina.getByRole("button", { name: "방 메뉴" }).click();
  await mina.getByRole("menuitem", { name: "방 설정" }).click();
  const sheet = mina.getByRole("dialog", { name: "방 설정" });
  const description = sheet.getByRole("textbox", { name: /설명/ });
  await description.fill("오래 쓴 설명");
  await role("member");
  await mina.locator("[data-notice]").filter({ hasText: "관리자에서 내렸습니다" }).waitFor();
  expect(await description.inputValue()).toBe("오래 쓴 설명");
  await sheet.getByRole("button", { name: "저장" }).click();
  await sheet.getByRole("alert").waitFor();
  // The browser reports the refusal as an error.
  expect(mina.faults.splice(0)).toEqual([expect.stringContaining("403")]);
  expect(await description.inputValue()).toBe("오래 쓴 설명");
  await mina.keyboard.press("Escape");
  await mina.getByRole("alertdialog").getByRole("button", { name: "버리기" }).click();
  await sheet.waitFor({ state: "detached" });
});

it("room settings keep typed text across tabs, ask before it is discarded, and close at once when it is saved", async () => {
  const created = await mina.request.post(`${web}/api/rooms`, { data: { name: "설정할 방" } });
  await open(mina, (await created.json()).room.id);
  await mina.getByRole("button", { name: "방 메뉴" }).click();
  await mina.getByRole("menuitem", { name: "방 설정" }).click();
  const sheet = mina.getByRole("dialog", { name: "방 설정" });
  const description = sheet.getByRole("textbox", { name: /설명/ });
  await description.fill("긴 설명");
  await sheet.getByRole("tab", { name: "차단" }).click();
  await mina.keyboard.press("Escape");
  await mina.getByRole("alertdialog").getByRole("button", { name: "계속 쓰기" }).click();
  await sheet.getByRole("tab").first().click();
  expect(await description.inputValue()).toBe("긴 설명");
  // Renamed on another device meanwhile: a field that was not edited here does not undo it.
  await mina.request.patch(mina.url().replace("/rooms/", "/api/rooms/"), { data: { name: "새 이름" } });
  await mina.locator("h1", { hasText: "새 이름" }).waitFor();
  await sheet.getByRole("button", { name: "저장" }).click();
  await sheet.getByText("저장했습니다.").waitFor();
  await mina.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  await mina.getByRole("heading", { level: 1, name: "새 이름" }).waitFor();
});

it("no page had an error", () => {
  for (const page of [mina, phone, jun]) expect(page.faults).toEqual([]);
});
