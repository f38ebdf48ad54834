/** Actions on the screens, in Korean. */
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { addPerson, PASSWORD } from "@/tests/harness/live/people";
import { keepCode, ko } from "./languages";

/** Signs up and opens `to`. @param web the site's address. */
export async function signUp(page: Page, web: string, name: string, to = "/rooms"): Promise<void> {
  const { cookie } = await addPerson(name, web);
  await addSession(page, web, cookie);
  await page.goto(web + to);
}

/** Signs the page's context in. @param cookie the session's, as `name=value` */
export async function addSession(page: Page, web: string, cookie: string): Promise<void> {
  const [name = "", value = ""] = cookie.split(/=(.*)/s);
  await page.context().addCookies([{ name, value, url: web, httpOnly: true, sameSite: "Lax" }]);
}

/** Fills in the sign-up form on the page, with a password, and confirms the recovery code. */
export async function fillSignUp(page: Page, name: string): Promise<void> {
  await page.getByRole("textbox", { name: "사용자 이름" }).fill(name);
  await page.getByRole("button", { name: "비밀번호를 쓸게요" }).click();
  await page.getByLabel("비밀번호", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "가입하기" }).click();
  await keepCode(page, ko);
}

/** Creates a room on the list's page and waits until it is open. */
export async function makeRoom(page: Page, name: string, visibility: "공개" | "비공개" = "공개"): Promise<void> {
  await page.getByRole("button", { name: "방 만들기" }).first().click();
  await page.getByLabel("방 이름", { exact: true }).fill(name);
  await page.getByText(visibility, { exact: true }).click();
  await page.getByRole("button", { name: "만들기", exact: true }).click();
  await page.waitForURL(/\/rooms\/[0-9a-f-]{36}$/);
  await isLive(page);
}

/** Waits until React handles the element's events: a key pressed before that does nothing. */
export async function hydrated(element: Locator): Promise<void> {
  const isHydrated = (node: Element) => Object.keys(node).some((key) => key.startsWith("__reactProps"));
  await expect.poll(() => element.evaluate(isHydrated)).toBe(true);
}

/** Waits until the room is connected as a member; a preview is joined with its button. */
export async function isLive(page: Page): Promise<void> {
  await isConnected(page);
  const join = page.getByTestId("join-room");
  if ((await join.count()) === 0) return;
  await join.click();
  await join.waitFor({ state: "detached" });
  await isConnected(page);
}

/** Waits until the room is connected, as a member or as a preview. */
export async function isConnected(page: Page): Promise<void> {
  await page.locator("[data-testid=connection][data-status=live]").waitFor();
}

/** Writes and sends a message. With Ctrl, Enter sends on phones too. */
export async function say(page: Page, text: string): Promise<void> {
  const composer = page.getByRole("textbox", { name: /^(메시지|Message)$/ });
  await composer.fill(text);
  await composer.press("Control+Enter");
}

/** Opens a message's menu with the mouse and chooses an item. */
export async function chooseFor(message: Locator, item: string): Promise<void> {
  await message.hover();
  await message.getByRole("button", { name: "메시지 메뉴" }).click();
  await message.page().getByRole("menuitem", { name: item, exact: true }).click();
}

/**
 * Counts the tones of the notification sound, two a knock, from the page's next load on. It may sound after a press of a key.
 * @returns the number since the last load
 */
export async function countTones(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...at) {
      document.documentElement.dataset.tones = `${Number(document.documentElement.dataset.tones ?? 0) + 1}`;
      start.apply(this, at);
    };
  });
  return () => page.evaluate(() => Number(document.documentElement.dataset.tones ?? 0));
}
