/** Menus and dialogs whose code is not there yet, because the network is slow or gone. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { hydrated, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { holdScripts } from "./routes";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
});

const userMenu = (page: Page) => page.getByRole("button", { name: /내 메뉴$/ });
const failure = (page: Page) => page.getByRole("alert").filter({ hasText: "이 부분을 불러오지 못했습니다" });

it("a menu that was pressed before its code arrived opens once it is there, also after a second press", async () => {
  const page = await visitor(site.browser);
  const answer = await holdScripts(page, "function UserMenuItems(");
  await signUp(page, web, "느림보");
  await hydrated(userMenu(page));
  await userMenu(page).click();
  await userMenu(page).click();
  expect(await page.getByRole("menu").count()).toBe(0);
  await answer("pass");
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  expect(await userMenu(page).evaluate((button) => button === document.activeElement)).toBe(true);
});

it("a dialog whose code cannot be loaded says so, keeps the focus on its button, and opens on retry", async () => {
  const page = await visitor(site.browser);
  const answer = await holdScripts(page, "function CreateRoomSheet(");
  await answer("fail");
  await signUp(page, web, "끊긴이");
  const button = page.getByRole("button", { name: "방 만들기" }).first();
  await hydrated(button);
  await button.focus();
  await button.press("Enter");
  await failure(page).waitFor();
  expect(await button.evaluate((node) => node === document.activeElement)).toBe(true);
  await answer("pass");
  // An idle page tries again by itself: the button may be gone, and the dialog open.
  const retry = failure(page).getByRole("button", { name: "다시 시도" });
  await Promise.race([retry.click().catch(() => {}), page.getByRole("dialog").waitFor()]);
  await page.getByRole("dialog").waitFor();
  await failure(page).waitFor({ state: "detached" });
  expect(await page.getByLabel("방 이름", { exact: true }).evaluate((node) => node === document.activeElement)).toBe(
    true,
  );
});

it("the parts that a room has loaded while idle open offline", async () => {
  const page = await visitor(site.browser);
  const isLoaded = page.waitForResponse(
    async (response) =>
      response.url().includes("/_next/static/chunks/") && (await response.text()).includes("function RoomMenuItems("),
  );
  await signUp(page, web, "지하철");
  await makeRoom(page, "터널 속");
  await say(page, "여보세요");
  await isLive(page);
  await (await isLoaded).finished();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "방 메뉴" }).click();
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("Escape");
  await userMenu(page).click();
  await page.getByRole("menu").waitFor();
});

it("the account page's confirmation dialog opens when its code is loaded, for the action that was pressed last", async () => {
  const page = await visitor(site.browser);
  const answer = await holdScripts(page, "function ConfirmationDialog(");
  await signUp(page, web, "확인이", "/account");
  const button = (name: string) => page.getByRole("main").getByRole("button", { name, exact: true });
  await hydrated(button("새 복구 코드 받기"));
  await button("새 복구 코드 받기").click();
  await button("패스키 추가").click();
  await answer("fail");
  await failure(page).waitFor();
  await answer("pass");
  const dialog = page.getByRole("dialog");
  // The page may have loaded the code again by itself; the open dialog then covers the button.
  await Promise.any([button("패스키 추가").click(), dialog.waitFor()]);
  await dialog.getByRole("button", { name: "패스키 추가" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await button("새 복구 코드 받기").click();
  await dialog.getByRole("button", { name: "새 복구 코드 받기" }).waitFor();
});

it("the account page sends the password that is in its field when the confirmation dialog opens, not an earlier one", async () => {
  const page = await visitor(site.browser);
  const answer = await holdScripts(page, "function ConfirmationDialog(");
  await signUp(page, web, "고친이", "/account");
  const main = page.getByRole("main");
  const change = main.getByRole("button", { name: "비밀번호 바꾸기", exact: true });
  await hydrated(change);
  const field = main.locator("input[name=password]");
  await field.fill("먼저 쓴 비밀번호 1");
  await change.click();
  await answer("fail");
  await failure(page).waitFor();
  await field.fill("나중에 쓴 비밀번호 2");
  await answer("pass");
  const dialog = page.getByRole("dialog");
  await Promise.any([change.click(), dialog.waitFor()]);
  await dialog.locator("input[name=currentPassword]").fill("열려라 참깨 123");
  const sent = page.waitForRequest("**/api/account/password");
  await dialog.getByRole("button", { name: "비밀번호 바꾸기" }).click();
  expect((await sent).postDataJSON()).toMatchObject({ password: "나중에 쓴 비밀번호 2" });
});
