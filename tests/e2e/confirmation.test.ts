/** The account page's one dialog that asks for the password or a passkey before an action, in both languages. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { hydrated, signUp } from "./acts";
import { giveAuthenticator, refuseDialogs, withoutPasskeys } from "./authenticator";
import { visitor } from "./browser";
import {
  codeOn,
  confirm,
  confirmation,
  en,
  field,
  keepCode,
  ko,
  LANGUAGES,
  PASSWORD,
  press,
  section,
  signUpWithPasskey,
  type Words,
} from "./languages";
import { holdRequests } from "./routes";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
});

/** A new user with a password on the account page, ready for the first press. */
async function onAccountPage(name: string, words: Words = ko) {
  const page = await visitor(site.browser, { locale: words.locale });
  await signUp(page, web, name, "/account");
  await hydrated(section(page, words.newCode).getByRole("button"));
  return page;
}

/** Counts the requests to this path of the API. */
function requestsTo(page: Page, path: string) {
  const sent: string[] = [];
  page.on("request", (request) => new URL(request.url()).pathname === path && sent.push(request.method()));
  return sent;
}

const isFocused = (element: ReturnType<Page["getByRole"]>) =>
  element.evaluate((node) => node === document.activeElement);

describe.each(LANGUAGES)("in %s", (language, words) => {
  const change = (page: Page) => section(page, words.changePassword);

  it("a wrong password stays selected in the dialog and the section keeps its text; Enter sends the right password", async () => {
    const page = await onAccountPage(`wrong-${language}`, words);
    const typed = field(change(page), words.newPassword);
    await typed.fill("완전히 새로운 것");
    await press(change(page), words.changePassword);
    const password = field(confirmation(page, words), words.currentPassword);
    await expect.poll(() => isFocused(password)).toBe(true);
    await page.keyboard.type("not this one");
    await page.keyboard.press("Enter");
    await confirmation(page, words).getByText(words.wrong).waitFor();
    await expect.poll(() => isFocused(password)).toBe(true);
    expect(await typed.inputValue()).toBe("완전히 새로운 것");
    // Typing replaces the selected text.
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await change(page).getByText(words.passwordSet).waitFor();
    await confirmation(page, words).waitFor({ state: "detached" });
    expect(await typed.inputValue()).toBe("");
    expect(page.faults.filter((fault) => !fault.includes("401"))).toEqual([]);
  });

  it("Escape and the cancel button send nothing, keep the section's text, and return the focus to its button", async () => {
    const page = await onAccountPage(`cancel-${language}`, words);
    const sent = requestsTo(page, "/api/account/password");
    const typed = field(change(page), words.newPassword);
    await typed.fill("완전히 새로운 것");
    const button = change(page).getByRole("button", { name: words.changePassword, exact: true });
    for (const close of [() => page.keyboard.press("Escape"), () => press(confirmation(page, words), words.cancel)]) {
      await typed.press("Enter");
      await field(confirmation(page, words), words.currentPassword).fill("half a passw");
      await close();
      await confirmation(page, words).waitFor({ state: "detached" });
      await expect.poll(() => isFocused(button)).toBe(true);
      expect(await typed.inputValue()).toBe("완전히 새로운 것");
    }
    await press(change(page), words.changePassword);
    expect(await field(confirmation(page, words), words.currentPassword).inputValue()).toBe("");
    expect(sent).toEqual([]);
  });

  it("in a browser without passkeys, a user who has only a passkey sees that, and no button to confirm", async () => {
    const page = await visitor(site.browser, { locale: words.locale });
    await giveAuthenticator(page);
    await signUpWithPasskey(page, web, words, `none-${language}`);
    await withoutPasskeys(page);
    await page.goto(`${web}/account`);
    await press(section(page, words.newCode), words.getCode);
    await confirmation(page, words).getByText(words.needsPasskey).waitFor();
    expect(await confirmation(page, words).getByRole("button", { name: words.getCode }).count()).toBe(0);
  });
});

it("the form's own checks come before the dialog", async () => {
  const page = await onAccountPage("빈칸이");
  await press(section(page, ko.deletion), ko.deletion);
  await section(page, ko.deletion).getByText("이 칸을 채워 주세요.").waitFor();
  expect(await confirmation(page).count()).toBe(0);
});

it("a double click on each button opens one dialog and sends one request", async () => {
  const page = await onAccountPage("두번이");
  const sent = requestsTo(page, "/api/account/recovery-code");
  const renew = section(page, ko.newCode).getByRole("button");
  // Premise: the dialog's code is loaded, so the second press of the double click is already outside the open dialog.
  await renew.click();
  await confirmation(page).waitFor();
  await page.keyboard.press("Escape");
  await confirmation(page).waitFor({ state: "detached" });
  await renew.dblclick();
  await field(confirmation(page), ko.currentPassword).fill(PASSWORD);
  await confirmation(page).getByRole("button", { name: ko.getCode }).dblclick();
  expect(await codeOn(page)).toMatch(/^\w{4}(-\w{4}){7}$/);
  expect(sent).toEqual(["POST"]);
});

it("a dialog whose action is running cannot be closed or sent again, so that the new recovery code is not lost", async () => {
  const page = await onAccountPage("기다림이");
  const sent = requestsTo(page, "/api/account/recovery-code");
  const answer = await holdRequests(page, "**/api/account/recovery-code");
  await press(section(page, ko.newCode), ko.getCode);
  await confirm(page, ko.getCode);
  await page.keyboard.press("Escape");
  await press(confirmation(page), "닫기");
  await page.mouse.click(2, 2);
  await field(confirmation(page), ko.currentPassword).press("Enter");
  expect(await confirmation(page).getByRole("button", { name: ko.cancel }).isDisabled()).toBe(true);
  answer();
  expect(await codeOn(page)).toMatch(/^\w{4}(-\w{4}){7}$/);
  await confirmation(page).waitFor({ state: "detached" });
  expect(sent).toEqual(["POST"]);
  await keepCode(page, ko);
  await expect.poll(() => isFocused(section(page, ko.newCode).getByRole("button"))).toBe(true);
});

it("an action that is refused closes the dialog; its section shows why and keeps its text, with the focus in the wrong field", async () => {
  const page = await onAccountPage("딴이름");
  const deletion = section(page, ko.deletion);
  const typed = field(deletion, ko.username);
  await typed.fill("다른 사람");
  await typed.press("Enter");
  await confirm(page, ko.deletion);
  await deletion.getByText("내 사용자 이름이 아닙니다.").waitFor();
  await confirmation(page).waitFor({ state: "detached" });
  expect(await typed.inputValue()).toBe("다른 사람");
  expect(await isFocused(typed)).toBe(true);
});

it("each action is confirmed on its own, and the dialog offers the password of this user to password managers", async () => {
  const page = await onAccountPage("매번이");
  for (let i = 0; i < 2; i++) {
    await press(section(page, ko.newCode), ko.getCode);
    const dialog = confirmation(page);
    expect(await dialog.locator("input[autocomplete=username]").inputValue()).toBe("매번이");
    expect(await dialog.locator("input[autocomplete=current-password]").inputValue()).toBe("");
    await confirm(page, ko.getCode);
    await keepCode(page, ko);
    await page.getByTestId("recovery-code").waitFor({ state: "detached" });
  }
});

it("a passkey that the user does not choose is reported in the dialog, and the password can be used instead", async () => {
  const page = await visitor(site.browser, { locale: en.locale });
  await giveAuthenticator(page);
  await signUp(page, web, "keyless", "/account");
  const passkeys = section(page, en.passkeys);
  await press(passkeys, en.add);
  await confirm(page, en.add, PASSWORD, en);
  await passkeys.getByText(en.added).waitFor();
  await refuseDialogs(page);
  const dialog = confirmation(page, en);
  const removal = passkeys.getByRole("button", { name: en.remove });
  await removal.press("Enter");
  await expect.poll(() => isFocused(dialog.getByRole("button", { name: en.remove }))).toBe(true);
  await page.keyboard.press("Enter");
  await dialog.getByText(en.cancelled).waitFor();
  await press(dialog, en.proveByPassword);
  expect(await dialog.getByText(en.cancelled).count()).toBe(0);
  await expect.poll(() => isFocused(field(dialog, en.currentPassword))).toBe(true);
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await passkeys.getByRole("listitem").waitFor({ state: "detached" });
  // The button is gone with its passkey.
  await expect.poll(() => page.evaluate(() => !!document.activeElement?.closest("section"))).toBe(true);
});
