/** The screens if sign-up needs an invite, or is closed. */
import { beforeAll, describe, expect, it } from "vitest";
import { hashPassword } from "@/app/_server/auth/scrypt";
import { openDatabase } from "@/db/client";
import { createUser } from "@/db/queries/users";
import { webEnvOf } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { isLive } from "./acts";
import { expectNoFaults } from "./axe";
import { visitor } from "./browser";
import { field, ko, LANGUAGES, PASSWORD, press } from "./languages";
import { type Site, startSite } from "./site";

const SAYS = {
  Korean: {
    needsInvite: "초대가 있어야 가입할 수 있습니다",
    closed: "지금은 가입할 수 없습니다",
    ended: /쓸 수 있는 초대 링크/,
  },
  English: { needsInvite: "You need an invite to sign up", closed: "Sign-up is closed", ended: /valid invite link/ },
} as const;

const MODES = ["invite", "closed"] as const;
const sites = {} as Record<(typeof MODES)[number], Site>;
beforeAll(async () => {
  for (const mode of MODES) sites[mode] = await startSite({ SIGNUP_MODE: mode });
});

/** The cookie of a user from before the mode was set. */
async function cookieOfOld(site: Site, username: string): Promise<string> {
  const user = { id: newId(), username };
  const ways = { password: await hashPassword(PASSWORD.normalize("NFC")), recovery: "none" };
  await createUser(openDatabase(webEnvOf(site.cloud.env)), user, ways, { id: newId(), expiresAt: new Date() });
  const body = JSON.stringify({ username, password: PASSWORD });
  const headers = { "content-type": "application/json" };
  const entered = await fetch(`${site.cloud.urls.web}/api/enter`, { method: "POST", headers, body });
  return entered.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

describe.each(MODES)("SIGNUP_MODE=%s", (mode) => {
  it.each(LANGUAGES)(
    "without an invite no page has a form or a link for signing up, in %s",
    async (language, words) => {
      const { browser, cloud } = sites[mode];
      const web = cloud.urls.web;
      const page = await visitor(browser, { locale: words.locale });
      const says = SAYS[language as keyof typeof SAYS];
      await page.goto(`${web}/signup`);
      await page.getByRole("heading", { name: mode === "closed" ? says.closed : says.needsInvite }).waitFor();
      expect(await page.getByRole("textbox").count()).toBe(0);
      await expectNoFaults(page, `sign up, ${mode}`, page.getByRole("heading"));
      await page.getByRole("link", { name: words.enter, exact: true }).click();
      await field(page, words.username).fill("nobody-here");
      await field(page, words.password).fill(PASSWORD);
      await press(page, words.enter);
      await page.getByText(words.unknown).waitFor();
      expect(await page.locator('a[href*="/signup"]').count()).toBe(0);
      await page.goto(web);
      expect(await page.locator('a[href*="/signup"]').count()).toBe(0);
      expect(page.faults.filter((fault) => !fault.includes("404"))).toEqual([]);
    },
  );
});

describe("SIGNUP_MODE=invite", () => {
  it("an invite's page leads through sign-up into the room; a used-up link says so", async () => {
    const site = sites.invite;
    const web = site.cloud.urls.web;
    const as = { cookie: await cookieOfOld(site, "방지기"), "content-type": "application/json" };
    const post = async (path: string, body: object) =>
      (await fetch(web + path, { method: "POST", headers: as, body: JSON.stringify(body) })).json();
    const { room } = await post("/api/rooms", { name: "비밀 찻집", visibility: "private" });
    const { token } = await post(`/api/rooms/${room.id}/invites`, { maxUses: 1 });

    const [page, late] = [await visitor(site.browser), await visitor(site.browser)];
    for (const each of [page, late]) {
      await each.goto(`${web}/invite/${token}`);
      await each.getByRole("link", { name: "가입하고 들어가기" }).click();
      await each.getByText("‘비밀 찻집’ 방에 초대받았습니다.").waitFor();
    }
    for (const [each, name] of [
      [page, "새손님"],
      [late, "늦은손님"],
    ] as const) {
      await field(each, ko.username).fill(name);
      await press(each, ko.usePassword);
      await field(each, ko.password).fill(PASSWORD);
      await press(each, ko.signup);
      if (each === late) break;
      await each.getByRole("checkbox", { name: ko.kept }).check();
      await press(each, ko.goOn);
      await each.waitForURL(`**/rooms/${room.id}`);
      await isLive(each);
    }
    await late.getByText(SAYS.Korean.ended).waitFor();
    await late.reload();
    await late.getByRole("heading", { name: SAYS.Korean.needsInvite }).waitFor();
  });
});
