/** Sign-up, sign-in and recovery, in both languages, and the account page's effect on other devices. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { isLive, makeRoom, signUp } from "./acts";
import { visitor } from "./browser";
import { codeOn, confirm, field, forget, keepCode, LANGUAGES, PASSWORD, press, section } from "./languages";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
});

/** How many groups of the recovery code each line has. */
async function groupsInLines(page: Page): Promise<number[]> {
  const tops = await page
    .getByTestId("recovery-code")
    .locator("span > span")
    .evaluateAll((groups) => groups.map((group) => group.getBoundingClientRect().top));
  return [...new Set(tops)].map((top) => tops.filter((each) => each === top).length);
}

describe.each(LANGUAGES)("in %s", (language, words) => {
  const name = `back-${language}`;
  let code = "";

  it("sign-up refuses a common password beside its field, then shows the recovery code once", async () => {
    const page = await visitor(site.browser, { locale: words.locale });
    await page.goto(`${web}/signup`);
    await field(page, words.username).fill(name);
    await press(page, words.usePassword);
    await field(page, words.password).fill("password123");
    await press(page, words.signup);
    await page.getByText(words.common).waitFor();
    await field(page, words.password).fill(PASSWORD);
    await press(page, words.signup);
    code = (await codeOn(page)) ?? "";
    expect(code).toMatch(/^\w{4}(-\w{4}){7}$/);
    await page.keyboard.press("Escape");
    expect(await codeOn(page)).toBe(code);
    expect(await groupsInLines(page)).toEqual([4, 4]);
    await keepCode(page, words);
    await page.waitForURL("**/rooms");
    expect(page.faults.filter((fault) => !fault.includes("422"))).toEqual([]);
  });

  it("sign-in distinguishes a wrong password from an unknown name, and accepts the right one", async () => {
    const page = await visitor(site.browser, { locale: words.locale });
    await page.goto(`${web}/enter`);
    await field(page, words.username).fill("nobody-at-all");
    await field(page, words.password).fill("not this one");
    await press(page, words.enter);
    await page.getByText(words.unknown).waitFor();
    await field(page, words.username).fill(name);
    await press(page, words.enter);
    await page.getByText(words.wrong).waitFor();
    await field(page, words.password).fill(PASSWORD);
    await press(page, words.enter);
    await page.waitForURL("**/rooms");
  });

  it("the recovery code sets a new password, once, and gives a new code", async () => {
    const page = await visitor(site.browser, { locale: words.locale });
    await page.goto(`${web}/enter`);
    await page.getByRole("link", { name: words.locked }).click();
    await page.waitForURL("**/enter/recover");
    const recover = async () => {
      await field(page, words.username).fill(name);
      await field(page, words.code).fill(code);
      await field(page, words.newPassword).fill("새로 정한 비밀번호");
      await press(page, words.recover);
    };
    await recover();
    expect(await codeOn(page)).not.toBe(code);
    await keepCode(page, words);
    await page.waitForURL("**/rooms");
    await forget(page);
    await page.goto(`${web}/enter/recover`);
    await recover();
    await page.getByText(words.usedUp).waitFor();
  });
});

describe("the account page", () => {
  const enterAs = async (name: string, to: string) => {
    const page = await visitor(site.browser);
    await page.goto(`${web}/enter?next=${encodeURIComponent(to)}`);
    await field(page, "사용자 이름").fill(name);
    await field(page, "비밀번호").fill(PASSWORD);
    await press(page, "들어가기");
    await page.waitForURL(`**${to}`);
    return page;
  };
  /** One user in one room on two devices; the first device then opens the account page. */
  const twoDevices = async (name: string) => {
    const page = await visitor(site.browser);
    await signUp(page, web, name);
    await makeRoom(page, `${name}의 방`);
    const otherDevice = await enterAs(name, new URL(page.url()).pathname);
    await isLive(otherDevice);
    await page.goto(`${web}/account`);
    return { page, otherDevice };
  };
  const signedOut = (page: Page) => page.getByRole("alertdialog", { name: "로그아웃되었습니다" }).waitFor();

  it("D3: signing out the other devices closes their rooms", async () => {
    const { page, otherDevice } = await twoDevices("기기둘");
    await press(page, "다른 기기 모두 로그아웃");
    await signedOut(otherDevice);
    await page.reload();
    expect(await page.getByRole("listitem").filter({ hasText: "최근 사용" }).count()).toBe(1);
  });

  it("D3: a changed password closes the rooms of other devices", async () => {
    const { page, otherDevice } = await twoDevices("바꿈이");
    const change = section(page, "비밀번호 바꾸기");
    await field(change, "새 비밀번호").fill("완전히 새로운 것");
    await press(change, "비밀번호 바꾸기");
    await confirm(page, "비밀번호 바꾸기");
    await page.getByText("비밀번호를 바꿨습니다.").waitFor();
    await signedOut(otherDevice);
  });

  it.each(["the answer is lost", "the answer breaks off", "the server fails to answer"])(
    "if %s when the recovery code is renewed, it says that the old code may have stopped working, and renews again",
    async (what) => {
      const page = await visitor(site.browser);
      const name = `renew-${what.length}`;
      await signUp(page, web, name, "/account");
      const renewal = section(page, "새 복구 코드");
      const renew = async () => {
        await press(renewal, "새 복구 코드 받기");
        await confirm(page, "새 복구 코드 받기");
      };
      let handled = 0;
      await page.route("**/api/account/recovery-code", async (route) => {
        const response = await route.fetch();
        handled = response.status();
        if (what === "the answer is lost") await route.abort();
        else if (what === "the answer breaks off") await route.fulfill({ response, body: '{"recoveryC' });
        else await route.fulfill({ status: 504, body: "timeout" });
      });
      await renew();
      await renewal.getByRole("alert").filter({ hasText: "이미 못 쓰게 되었을 수 있으니" }).waitFor();
      expect(handled).toBe(200);
      await page.unroute("**/api/account/recovery-code");
      await renew();
      expect(await codeOn(page)).toMatch(/^\w{4}(-\w{4}){7}$/);
    },
  );

  it("if the recovery code's renewal is refused, it does not say that the old code may have stopped working", async () => {
    const page = await visitor(site.browser);
    await signUp(page, web, "renew-refused", "/account");
    const renewal = section(page, "새 복구 코드");
    await press(renewal, "새 복구 코드 받기");
    await confirm(page, "새 복구 코드 받기", "not this one");
    await page.getByText("비밀번호가 맞지 않습니다.").waitFor();
    expect(await page.getByText("이미 못 쓰게", { exact: false }).count()).toBe(0);
  });

  it("D3: a deleted account closes its rooms, and nobody can sign in with it", async () => {
    const { page, otherDevice } = await twoDevices("떠남이");
    const deletion = section(page, "계정 지우기");
    await field(deletion, "사용자 이름").fill("떠남이");
    await press(deletion, "계정 지우기");
    await confirm(page, "계정 지우기");
    await page.waitForURL(`${web}/`);
    await signedOut(otherDevice);
    await page.goto(`${web}/enter`);
    await field(page, "사용자 이름").fill("떠남이");
    await field(page, "비밀번호").fill(PASSWORD);
    await press(page, "들어가기");
    await page.getByText("이런 이름의 사용자가 없습니다.").waitFor();
  });
});
