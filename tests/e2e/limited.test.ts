/** Beyond the limits, the screens say so and for how long, in both languages. */
import { beforeAll, describe, expect, it } from "vitest";
import { giveAuthenticator } from "./authenticator";
import { expectNoFaults } from "./axe";
import { visitor } from "./browser";
import { field, LANGUAGES, press } from "./languages";
import { type Site, startSite } from "./site";

let site: Site;
let web: string;
beforeAll(async () => {
  // An account allows one attempt where production allows ten.
  site = await startSite({ LIMIT_SCALE: "0.1" });
  web = site.cloud.urls.web;
});

describe.each(LANGUAGES)("D5: in %s", (language, words) => {
  it("guessing a password is stopped, with the wait", async () => {
    const page = await visitor(site.browser, { locale: words.locale });
    await page.goto(`${web}/enter`);
    await field(page, words.username).fill(`guessed-${language}`);
    await field(page, words.password).fill("not this one");
    await press(page, words.enter);
    await page.getByText(words.unknown).waitFor();
    await press(page, words.enter);
    expect(await page.getByText(words.tooOften).textContent()).toMatch(words.tooOften);
    await expectNoFaults(page, "sign in, too often", page.getByText(words.tooOften));
  });

  it("opening invites is stopped, with the wait", async () => {
    const page = await visitor(site.browser, { locale: words.locale });
    const address = `${web}/invite/${"x".repeat(43)}`;
    // Production allows 600 of them in ten minutes.
    for (let i = 0; i < 6; i++) await Promise.all(Array.from({ length: 10 }, () => fetch(address)));
    await page.goto(address);
    await expectNoFaults(page, "invite, too often", page.getByText(words.tooOften));
  });

  it("requesting options for a passkey is stopped, with the wait", async () => {
    const page = await visitor(site.browser, { locale: words.locale });
    await giveAuthenticator(page);
    await page.goto(`${web}/signup`);
    await page.route("**/api/passkeys/signup", (route) => route.abort());
    await field(page, words.username).fill(`asked-${language}`);
    for (let tries = 0; tries < 3; tries++) {
      await press(page, words.makePasskey);
      await page.getByText(words.offline).waitFor();
    }
    await press(page, words.makePasskey);
    await page.getByText(words.tooOften).waitFor();
  });
});
