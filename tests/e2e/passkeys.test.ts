/** Signing up and entering with a passkey, in both languages. Chromium's virtual authenticator holds the passkeys. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { giveAuthenticator, refuseDialogs, withoutPasskeys } from "./authenticator";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
});
afterAll(() => site?.stop());

const LANGUAGES = {
  ko: {
    locale: "ko-KR",
    name: "열쇠지기",
    username: "사용자 이름",
    make: "패스키 만들기",
    kept: "간직했습니다",
    enter: "패스키로 들어가기",
    taken: "이미 누군가 쓰고 있는 이름입니다.",
    cancelled: "패스키를 고르지 않았거나 시간이 지났습니다. 다시 시도해 주세요.",
    wrong: "이 패스키로는 들어올 수 없습니다.",
    unsupported: "이 브라우저에서는 패스키를 쓸 수 없습니다.",
    offline: "인터넷에 연결되어 있지 않은 것 같습니다.",
    password: "비밀번호",
  },
  en: {
    locale: "en-US",
    name: "Keykeeper",
    username: "Username",
    make: "Make a passkey",
    kept: "I have kept it",
    enter: "Enter with a passkey",
    taken: "Someone already has this name.",
    cancelled: "No passkey was chosen, or the time ran out. Please try again.",
    wrong: "This passkey does not open the door.",
    unsupported: "This browser can’t use passkeys.",
    offline: "You seem to be offline.",
    password: "Password",
  },
};

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

describe.each(Object.entries(LANGUAGES))("in %s", (_, words) => {
  const newcomer = async () => {
    const page = await visitor(site.browser, { locale: words.locale });
    return { page, key: await giveAuthenticator(page) };
  };

  it("a name and a passkey sign up, without a password; the recovery code is shown; the passkey alone enters again", async () => {
    const { page, key } = await newcomer();
    await page.goto(`${web}/signup`);
    await field(page, words.username).fill(words.name);
    expect(await field(page, words.password).count()).toBe(0);
    await press(page, words.make);
    expect(await page.getByTestId("recovery-code").textContent()).toMatch(/^\w{4}(-\w{4}){7}$/);
    await press(page, words.kept);
    await page.waitForURL("**/rooms");
    expect(await key.held()).toHaveLength(1);
    await key.touch(false);
    await page.context().clearCookies({ name: "session" });
    await page.goto(`${web}/enter?next=/account`);
    await page.getByRole("button", { name: words.enter }).isEnabled();
    await key.touch(true);
    await press(page, words.enter);
    await page.waitForURL("**/account");
    expect(await page.getByText(words.name).first().textContent()).toBe(words.name);
    expect(page.faults).toEqual([]);
  });
  void refuseDialogs;
  void withoutPasskeys;
});
