/** Signing up and signing in with a passkey, in both languages. Chromium's virtual authenticator holds the passkeys. */
import { beforeAll, describe, expect, it } from "vitest";
import { clearPasskeys, newcomer, refuseDialogs, withoutPasskeys } from "./authenticator";
import { visitor } from "./browser";
import { codeOn, field, forget, keepCode, LANGUAGES, PASSWORD, press, signUpWithPasskey } from "./languages";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
});

describe.each(LANGUAGES)("in %s", (language, words) => {
  it("a name and a passkey sign up, without a password; the recovery code is shown; the passkey alone signs in", async () => {
    const { page, key } = await newcomer(site.browser, words.locale);
    await page.goto(`${web}/signup`);
    await field(page, words.username).fill(`key-${language}`);
    expect(await field(page, words.password).count()).toBe(0);
    await press(page, words.makePasskey);
    expect(await codeOn(page)).toMatch(/^\w{4}(-\w{4}){7}$/);
    await keepCode(page, words);
    await page.waitForURL("**/rooms");
    expect(await key.held()).toHaveLength(1);
    await forget(page);
    await key.touch(false);
    await page.goto(`${web}/enter?next=/account`);
    await key.touch(true);
    await press(page, words.enterWithPasskey);
    await page.waitForURL("**/account");
    await page.getByRole("main").getByText(`key-${language}`, { exact: true }).waitFor();
    // A page that was open when its session ended may still have sent a request.
    expect(page.faults.filter((fault) => !fault.includes("401"))).toEqual([]);
  });

  it("a passkey chosen among the name field's suggestions signs in", async () => {
    const { page } = await newcomer(site.browser, words.locale);
    await signUpWithPasskey(page, web, words, `fill-${language}`);
    await forget(page);
    // The virtual authenticator chooses by itself as soon as the page offers it.
    await page.goto(`${web}/enter`);
    await page.waitForURL("**/rooms");
  });

  it("a closed dialog, a taken name and a lost network are reported; typed text stays, and a password still works", async () => {
    const { page } = await newcomer(site.browser, words.locale);
    await page.goto(`${web}/signup`);
    await field(page, words.username).fill(`key-${language}`);
    await press(page, words.makePasskey);
    await page.getByText(words.taken).first().waitFor();
    await field(page, words.username).fill(`closed-${language}`);
    await refuseDialogs(page);
    await press(page, words.makePasskey);
    await page.getByText(words.cancelled).waitFor();
    await page.context().setOffline(true);
    await press(page, words.makePasskey);
    await page.getByText(words.offline).waitFor();
    await page.context().setOffline(false);
    await press(page, words.usePassword);
    expect(await page.getByText(words.offline).count()).toBe(0);
    await field(page, words.password).fill(PASSWORD);
    await press(page, words.signup);
    await keepCode(page, words);
    await page.waitForURL("**/rooms");
    await forget(page);
    await page.goto(`${web}/enter`);
    await refuseDialogs(page);
    await press(page, words.enterWithPasskey);
    await page.getByText(words.cancelled).waitFor();
  });

  it("a passkey that the server does not know is refused, with the reason", async () => {
    const { page, key } = await newcomer(site.browser, words.locale);
    await signUpWithPasskey(page, web, words, `gone-${language}`);
    await clearPasskeys(site.cloud.env);
    await forget(page);
    await key.touch(false);
    await page.goto(`${web}/enter`);
    await key.touch(true);
    await press(page, words.enterWithPasskey);
    await page.getByText(words.wrongPasskey).waitFor();
    expect(new URL(page.url()).pathname).toBe("/enter");
  });

  it("a browser without passkeys says so and uses passwords", async () => {
    const page = await visitor(site.browser, { locale: words.locale });
    await withoutPasskeys(page);
    await page.goto(`${web}/enter`);
    await page.getByText(words.noPasskeys).waitFor();
    expect(await page.getByRole("button", { name: words.enterWithPasskey }).count()).toBe(0);
    await page.goto(`${web}/signup`);
    await page.getByText(words.noPasskeys).waitFor();
    await field(page, words.username).fill(`old-${language}`);
    await field(page, words.password).fill(PASSWORD);
    await press(page, words.signup);
    await keepCode(page, words);
    await page.waitForURL("**/rooms");
    expect(page.faults).toEqual([]);
  });
});
