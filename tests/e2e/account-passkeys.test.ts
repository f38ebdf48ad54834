/**
 * The account page's passkeys, in both languages: adding, naming and removing them, and a passkey instead of the
 * password.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { newcomer } from "./authenticator";
import {
  codeOn,
  confirm,
  confirmation,
  field,
  forget,
  keepCode,
  LANGUAGES,
  PASSWORD,
  press,
  section,
  signUpWithPasskey,
  signUpWithPassword,
} from "./languages";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
});

describe.each(LANGUAGES)("in %s", (language, words) => {
  it("a user with a password adds a passkey with it, labels it, signs in with it and removes it", async () => {
    const { page, key } = await newcomer(site.browser, words.locale);
    await signUpWithPassword(page, web, words, `adder-${language}`);
    await page.goto(`${web}/account`);
    const passkeys = section(page, words.passkeys);
    const dialog = confirmation(page, words);
    await press(passkeys, words.add);
    await confirm(page, words.add, "not this one", words);
    await dialog.getByText(words.wrong).waitFor();
    expect(await key.held()).toEqual([]);
    await confirm(page, words.add, PASSWORD, words);
    await passkeys.getByText(words.added).waitFor();
    await press(passkeys, words.rename);
    await field(passkeys, words.label).fill("거실 노트북");
    await press(passkeys, words.save);
    await passkeys.getByText("거실 노트북").waitFor();
    await forget(page);
    // The virtual authenticator chooses by itself what the page offers.
    await page.goto(`${web}/enter?next=/account`);
    await page.waitForURL("**/account");
    await passkeys.getByText("거실 노트북").waitFor();
    await press(passkeys, words.remove);
    await dialog.getByText("거실 노트북").waitFor();
    await press(dialog, words.proveByPassword);
    await confirm(page, words.remove, "not this one", words);
    await dialog.getByText(words.wrong).waitFor();
    await confirm(page, words.remove, PASSWORD, words);
    // An open dialog hides the sections from queries by role.
    await dialog.waitFor({ state: "detached" });
    await passkeys.getByText("거실 노트북").waitFor({ state: "detached" });
    await page.reload();
    expect(await passkeys.getByRole("listitem").count()).toBe(0);
    expect(page.faults.filter((fault) => !fault.includes("401"))).toEqual([]);
  });

  it("a user with only a passkey confirms with it; the last credential cannot be removed until there is a password", async () => {
    const { page } = await newcomer(site.browser, words.locale);
    await signUpWithPasskey(page, web, words, `only-${language}`);
    await page.goto(`${web}/account`);
    const passkeys = section(page, words.passkeys);
    await passkeys.getByText(words.lastWayIn).waitFor();
    expect(await passkeys.getByRole("button", { name: words.remove, exact: true }).count()).toBe(0);
    const dialog = confirmation(page, words);
    await press(passkeys, words.add);
    await dialog.waitFor();
    expect(await field(page, words.currentPassword).count()).toBe(0);
    // The same device twice: the browser itself says that it already has a passkey.
    await press(dialog, words.add);
    await passkeys.getByText(words.known).waitFor();
    const password = section(page, words.setPassword);
    await field(password, words.newPassword).fill(PASSWORD);
    await press(password, words.setPassword);
    await press(dialog, words.setPassword);
    await page.getByText(words.passwordSet).waitFor();
    await press(passkeys, words.remove);
    await press(dialog, words.remove);
    await dialog.waitFor({ state: "detached" });
    await passkeys.getByRole("listitem").waitFor({ state: "detached" });
    await forget(page);
    await page.goto(`${web}/enter`);
    await field(page, words.username).fill(`only-${language}`);
    await field(page, words.password).fill(PASSWORD);
    await press(page, words.enter);
    await page.waitForURL("**/rooms");
  });

  it("a passkey confirms a new recovery code, and the account's deletion", async () => {
    const { page } = await newcomer(site.browser, words.locale);
    await signUpWithPasskey(page, web, words, `ender-${language}`);
    await page.goto(`${web}/account`);
    const dialog = confirmation(page, words);
    // Without the passkey's challenge no renewal was asked for, so the old code is still right.
    await page.route("**/api/account/confirm", (route) => route.abort());
    await press(section(page, words.newCode), words.getCode);
    await press(dialog, words.getCode);
    await dialog.getByText(words.offline).waitFor();
    await page.unroute("**/api/account/confirm");
    await press(dialog, words.getCode);
    expect(await codeOn(page)).toMatch(/^\w{4}(-\w{4}){7}$/);
    await keepCode(page, words);
    const deletion = section(page, words.deletion);
    await field(deletion, words.username).fill(`ender-${language}`);
    await press(deletion, words.deletion);
    await press(dialog, words.deletion);
    await page.waitForURL(`${web}/`);
    expect((await page.request.get(`${web}/api/me`)).status()).toBe(401);
  });
});
