/**
 * Axe finds no fault on any screen: in Korean on a light desktop, also in the colours of the dark theme, and in English on a dark
 * phone.
 */
import type { Locator, Page } from "playwright-core";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import en from "@/app/_i18n/en.json";
import ko from "@/app/_i18n/ko.json";
import GlobalError from "@/app/global-error";
import { addPerson, PASSWORD } from "@/tests/harness/live/people";
import { addSession, hydrated, isConnected, isLive } from "./acts";
import { expectNoFaults as check } from "./axe";
import { OLD_SEQ, openScene, type Scene } from "./axe-scene";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

/** A PNG of one pixel. */
const PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

type Visitor = Awaited<ReturnType<typeof visitor>>;
const LOOKS = [
  {
    look: "Korean, light, desktop",
    w: ko as typeof en,
    names: ["민아", "준서", "낯선이", "차단된이", "금지된이"] as const,
    newcomer: "새사람",
    options: { locale: "ko-KR", viewport: { width: 1440, height: 900 } },
  },
  {
    look: "English, dark, phone",
    w: en,
    names: ["Mina", "Jun", "Stranger", "Blocked", "Banned"] as const,
    newcomer: "Newcomer",
    options: {
      ...{ locale: "en-US", colorScheme: "dark" as const },
      ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  },
];

let site: Site;
let web: string;
beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
});

const button = (within: Page | Locator, name: string | RegExp) => within.getByRole("button", { name, exact: true });
const dialog = (page: Page, name?: string) => page.getByRole("dialog", { name, exact: true });
/** Matches a text of the catalogue with any values for its placeholders. */
const like = (text: string) => new RegExp(`^${text.replace(/[.?+*]/g, "\\$&").replace(/\{\w+\}/g, ".+")}$`);
async function closeAll(page: Page) {
  for (let i = 0; i < 3 && (await page.locator("[role=dialog], [role=menu], [role=listbox]").count()) > 0; i++)
    await page.keyboard.press("Escape");
}

describe.each(LOOKS)("$look", { timeout: 90_000 }, ({ w, names, newcomer, options }) => {
  const isPhone = options.viewport.width < 640;
  let scene: Scene;
  /** Signed in. */
  let page: Visitor;
  beforeAll(async () => {
    scene = await openScene(web, names);
    page = await visitor(site.browser, options);
    await addSession(page, web, scene.me.cookie);
  });

  async function open(room: keyof Scene["rooms"], query = "") {
    await page.goto(web + scene.rooms[room] + query);
    await isConnected(page);
  }
  const composer = () => page.getByRole("textbox", { name: w.room.composer, exact: true });
  const line = (text: string) => page.locator("[data-message][data-state=sent]").filter({ hasText: text }).last();
  async function openMenu(text: string) {
    const message = line(text);
    await message.scrollIntoViewIfNeeded();
    // By keyboard: a tooltip of a reaction may cover the message.
    await button(message, w.unread.menu).press("Enter");
    await page.getByRole("menu").waitFor();
  }
  async function choose(text: string, item: string) {
    await openMenu(text);
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  }
  async function fromRoomMenu(item: string) {
    await button(page, w.roomMenu.open).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  }

  it("no faults for visitors: the start page, sign-up, sign-in, recovery, invites, an unknown address", async () => {
    const guest = await visitor(site.browser, options);
    await guest.goto(web);
    await check(guest, "start page", guest.getByRole("heading", { name: w.home.title }));
    await hydrated(button(guest, w.menu.preferences));
    await button(guest, w.menu.preferences).click();
    await check(guest, "start page, menu", guest.getByRole("menu"));
    await guest.goto(`${web}/signup`);
    await check(guest, "sign up", button(guest, w.entry.passkey.make));
    const username = guest.getByRole("textbox", { name: w.entry.username });
    await hydrated(username);
    await button(guest, w.entry.passkey.usePassword).click();
    await username.fill("a");
    await button(guest, w.entry.signup.submit).click();
    await check(guest, "sign up, errors", guest.getByText(w.entry.usernameReasons.too_short));
    await username.fill(newcomer);
    await check(guest, "sign up, free name", guest.getByText(w.entry.free));
    await guest.getByLabel(w.entry.password, { exact: true }).fill(PASSWORD);
    await button(guest, w.entry.signup.submit).click();
    await check(guest, "recovery code", guest.getByTestId("recovery-code"));
    await guest.getByRole("checkbox", { name: w.recovery.kept }).check();
    await button(guest, w.recovery.goOn).click();
    await check(guest, "no rooms", guest.getByText(w.rooms.none.title));
    await guest.goto("about:blank");
    await guest.context().clearCookies({ name: "session" });
    await guest.goto(`${web}/enter`);
    await check(guest, "sign in", guest.getByLabel(w.entry.password, { exact: true }));
    await hydrated(username);
    await username.fill(newcomer);
    await guest.getByLabel(w.entry.password, { exact: true }).fill("not this one");
    await button(guest, w.entry.enter.submit).click();
    await check(guest, "sign in, wrong password", guest.getByText(w.problems.wrong_credentials));
    await guest.goto(`${web}/enter/recover`);
    await check(guest, "recovery", button(guest, w.recovery.submit));
    await hydrated(username);
    await username.fill(newcomer);
    await guest.getByLabel(w.recovery.code, { exact: true }).fill("abc");
    await button(guest, w.recovery.submit).click();
    await check(guest, "recovery, errors", guest.getByText(w.recovery.malformed));
    await guest.goto(web + scene.invite);
    await check(guest, "invite for a visitor", guest.getByRole("link", { name: w.invite.join.signup }));
    await guest.goto(`${web}/invite/${"x".repeat(43)}`);
    await check(guest, "invalid invite", guest.getByRole("heading", { name: w.invite.join.gone.title }));
    await guest.goto(`${web}/nothing`);
    await check(guest, "no such page", guest.getByRole("heading", { name: w.errors.notFoundTitle }));
    await guest.context().close();
  });

  it("no faults in the lists of rooms, their menu and dialogs, and in the invite of a member", async () => {
    await page.goto(`${web}/rooms`);
    await page.getByRole("region", { name: w.request.title }).waitFor();
    await page.getByText(w.rooms.favourites).waitFor();
    await page.getByTestId("unread-badge").first().waitFor();
    await check(
      page,
      "own rooms, invitations and requests",
      page.getByRole("region", { name: w.invite.waiting.title }),
    );
    await page.getByRole("tab", { name: w.rooms.discover }).click();
    await check(page, "discover", page.getByRole("list", { name: w.rooms.discoverList }));
    const field = page.getByRole("searchbox", { name: w.rooms.search });
    await field.fill("없는 방");
    await check(page, "discover, nothing found", page.getByText(like(w.rooms.noMatch.title)));
    await page.getByRole("tab", { name: w.rooms.mine }).click();
    await field.fill("찻");
    await check(page, "own rooms, search", page.getByRole("list", { name: w.rooms.own }));
    await field.fill("");
    await button(page, like(w.menu.open)).click();
    await check(page, "user menu", page.getByRole("menuitem", { name: w.menu.logout }));
    await closeAll(page);
    await button(page, w.rooms.create).first().click();
    await check(page, "new room", dialog(page, w.create.title).getByLabel(w.create.name, { exact: true }));
    await button(page, w.create.submit).click();
    await check(page, "new room, error", page.getByText(w.problems.invalid_room_name));
    await page.getByLabel(w.create.name, { exact: true }).fill("새 방");
    await page.keyboard.press("Escape");
    await check(page, "unsaved text", page.getByRole("alertdialog", { name: w.app.discard.title }));
    await button(page, w.app.discard.discard).click();
    await dialog(page).waitFor({ state: "detached" });
    await button(page, w.saved.open).first().click();
    await check(page, "saved messages", page.locator("[data-listed]"));
    await button(page.locator("[data-listed]"), w.saved.remove).click();
    await check(page, "nothing saved", page.getByText(w.saved.empty.title));
    await closeAll(page);
    const bell = page.getByRole("banner").getByRole("button", { name: new RegExp(`^${w.notifications.title}`) });
    await check(page, "unseen notifications", bell);
    await bell.click();
    await check(page, "notifications", dialog(page, w.notifications.title).locator("[data-notification=reaction]"));
    await closeAll(page);
    await page.goto(web + scene.invite);
    await check(page, "invite", button(page, w.invite.join.submit));
  });

  it("no faults in the switcher, the search and the list of shortcuts", async () => {
    await page.goto(`${web}/rooms`);
    await hydrated(page.getByRole("searchbox", { name: w.rooms.search }));
    await page.keyboard.press("Control+k");
    await check(page, "switcher", dialog(page, w.switcher.title).getByRole("option"));
    await page.getByRole("combobox").fill("없는 이름");
    await check(page, "switcher, nothing found", page.getByText(like(w.switcher.none)));
    await closeAll(page);
    await button(page, w.search.open).first().click();
    const field = dialog(page, w.search.title).getByRole("searchbox");
    await check(page, "search, filters", page.getByRole("region", { name: w.search.filters }));
    await field.fill("글");
    await check(page, "search, results", dialog(page).getByRole("list", { name: w.search.results }));
    await field.fill("없는말");
    const nothing = dialog(page).getByRole("status");
    await expect.poll(() => nothing.textContent()).not.toBe(w.search.loading);
    await check(page, "search, nothing found", nothing);
    await closeAll(page);
    await page.keyboard.press("Control+/");
    await check(page, "list of keys", dialog(page, w.shortcuts.title));
    await closeAll(page);
  });

  it("no faults in a room with messages of every kind", async () => {
    await open("talk");
    await page.getByTestId("read-by").waitFor();
    for (const shown of [
      "pre span",
      "blockquote",
      "ol li",
      "[data-spoiler]",
      "[data-only-emoji]",
      "[data-mention=you]",
    ])
      await page.locator(`[data-message] ${shown}`).first().waitFor();
    for (const text of [w.room.deleted, `(${w.room.edited})`, w.fold.more, w.blocked.message, w.pins.mark])
      await page.getByText(text).first().waitFor();
    await page.getByRole("list", { name: w.act.reactions }).first().waitFor();
    for (const text of [w.files.unloaded, "1.2"]) await page.getByText(text).first().waitFor();
    await page.locator("[data-notice=joined]").waitFor();
    await check(page, "room", page.getByTestId("new-line"));
    await page.evaluate(() => document.documentElement.setAttribute("data-density", "compact"));
    await check(page, "compact room", page.locator("[data-density=compact] [data-message]"));
    await page.evaluate(() => document.documentElement.setAttribute("data-density", "comfortable"));
    for (const each of await page.locator("[data-spoiler] > button").all()) await each.click();
    await button(page, w.fold.more).first().click();
    await check(page, "spoiler and folded text, shown", page.locator("[data-spoiler=shown]"));
  });

  it("no faults in the menus and dialogs of a message", async () => {
    await open("few");
    await page.getByTestId("read-by").click();
    await check(page, "readers", page.getByText(w.receipts.names));
    await closeAll(page);
    await openMenu("내 마지막 글");
    await check(page, "message menu", page.getByRole("menuitem", { name: w.act.remove, exact: true }));
    await closeAll(page);
    await choose("내 마지막 글", w.act.remove);
    await check(page, "delete a message", dialog(page, w.act.removeSure));
    await closeAll(page);
    if (isPhone) {
      await choose("내 마지막 글", w.select.open);
      await check(page, "select text", dialog(page, w.select.title));
      await closeAll(page);
    }
    await choose("내 마지막 글", w.act.reply);
    await check(page, "reply", button(page, w.act.cancelReply));
    await button(page, w.act.cancelReply).click();
    await choose("내 마지막 글", w.act.edit);
    const editor = page.getByRole("textbox", { name: w.act.editField });
    await check(page, "edit", editor);
    await editor.fill("고치는 글");
    await editor.press("Escape");
    await check(page, "unsaved edit", page.getByText(w.act.discardSure));
    await button(page, w.act.discard).click();
    if (!isPhone) {
      await line("내 글").getByRole("button", { name: /👍/ }).hover();
      await check(page, "names of those who reacted", page.getByTestId("reaction-names"));
    }
    await openMenu("내 글");
    await page.getByRole("menuitem", { name: w.reactions.open }).click();
    await check(page, "who reacted", dialog(page, w.reactions.title));
    await closeAll(page);
  });

  it("no faults in the composer: the format bar, mentions, emoji", async () => {
    await open("few");
    if (!isPhone) {
      await composer().fill("굵은 글");
      await composer().press("Control+a");
      await check(page, "format bar", page.getByRole("toolbar", { name: w.format.bar }));
      await composer().fill("");
    }
    await composer().pressSequentially(`@${names[1].slice(0, 1)}`);
    await check(page, "people to mention", page.getByRole("listbox", { name: w.mention.list }));
    await composer().fill("");
    await composer().pressSequentially(":tada");
    await check(page, "emoji by name", page.getByRole("listbox", { name: w.emoji.list }));
    await composer().fill("가".repeat(4_100));
    await check(page, "too long", page.locator("[aria-invalid=true]"));
    await composer().fill("");
    await button(page, w.emoji.open).click();
    await page.getByRole("tab", { name: w.emoji.group.food }).click();
    await check(page, "emoji", page.getByRole("grid", { name: w.emoji.group.food }));
    await page.getByRole("searchbox", { name: w.emoji.search }).fill("zzzz");
    await check(page, "emoji, nothing found", page.locator("p:visible").getByText(w.emoji.none));
    await closeAll(page);
  });

  it("no faults with files: to be sent, refused, sent, and in the viewer", async () => {
    await open("few");
    const image = Buffer.from(PICTURE, "base64");
    await page.locator("input[type=file]").setInputFiles([
      { name: "점.png", mimeType: "image/png", buffer: image },
      { name: "글.txt", mimeType: "text/plain", buffer: Buffer.from("글") },
      { name: "빈.txt", mimeType: "text/plain", buffer: Buffer.from("") },
    ]);
    const uploaded = page.locator("[data-file-state=uploaded]");
    await expect.poll(() => uploaded.count()).toBe(2);
    await check(page, "files to send", page.getByText(w.files.refused));
    await button(page, w.files.dismiss).click();
    await button(page, w.room.send).click();
    const sent = page.locator("[data-message][data-state=sent]").last();
    await check(page, "sent files", sent.getByRole("link", { name: "글.txt" }));
    await sent.getByRole("button", { name: "점.png" }).click();
    await check(page, "viewer", dialog(page, "점.png").getByRole("img"));
    await closeAll(page);
  });

  it("no faults in the members panel and a person's card", async () => {
    await open("few");
    if (isPhone) await button(page, like(w.members.open)).click();
    const people = isPhone ? dialog(page, w.members.title) : page.getByRole("complementary", { name: w.members.title });
    await check(page, "people", people.getByRole("list", { name: w.members.others }));
    await people.getByRole("searchbox").fill("없는 이름");
    await check(page, "people, nothing found", people.getByText(like(w.members.noMatch)));
    await people.getByRole("searchbox").fill("");
    await people.getByRole("button", { name: names[1] }).click();
    await check(page, "person", button(page, w.person.kick));
    await button(page, w.person.kick).click();
    await check(page, "remove a person", page.getByRole("alertdialog"));
    await closeAll(page);
    await page.locator("[data-author-button]").last().click();
    await check(page, "author", button(page, w.person.direct));
    await closeAll(page);
  });

  it("no faults in a room's menu, settings, invites, pins and the question before leaving", async () => {
    await open("few");
    await button(page, w.roomMenu.open).click();
    await check(page, "room menu", page.getByRole("menuitem", { name: w.roomMenu.settings }));
    await page.getByRole("menuitem", { name: w.roomMenu.settings }).click();
    const settings = dialog(page, w.settings.title);
    await check(page, "settings", settings.getByLabel(w.create.name, { exact: true }));
    await settings.getByRole("tab", { name: w.settings.parts.invites }).click();
    await check(page, "settings, invites", button(settings, w.settings.invites.revoke));
    await settings.getByRole("tab", { name: w.settings.parts.bans }).click();
    await check(page, "settings, bans", button(settings, w.settings.bans.end));
    await settings.getByRole("tab", { name: w.settings.parts.end }).click();
    await check(page, "settings, end", button(settings, w.settings.delete.title));
    await closeAll(page);
    await fromRoomMenu(w.roomMenu.invite);
    await check(page, "invite people", button(page, w.invite.make));
    await button(page, w.invite.make).click();
    await check(page, "new invite link", page.getByRole("textbox", { name: w.invite.link }));
    await closeAll(page);
    await fromRoomMenu(w.roomMenu.pins);
    await check(page, "pins", page.locator("[data-listed]"));
    await closeAll(page);
    await fromRoomMenu(w.roomMenu.leave);
    await check(page, "leave", dialog(page));
    await closeAll(page);
  });

  it("no faults in rooms in other states: empty, archived, preview, direct, request, blocked, older messages", async () => {
    await open("empty");
    await check(page, "empty room", page.getByText(w.room.empty.title));
    await open("archived");
    await check(page, "archived room", page.getByText(w.room.archived));
    await open("square");
    await check(page, "preview", page.getByTestId("join-room"));
    await fromRoomMenu(w.roomMenu.about);
    await check(page, "about a room", dialog(page).getByText(w.settings.description));
    await closeAll(page);
    await open("direct");
    await check(page, "direct room", composer());
    await open("request");
    await check(page, "request", button(page, w.request.accept));
    await open("blocked");
    await check(page, "blocked person's room", button(page, w.room.unblock));
    await open("talk", `?at=${OLD_SEQ}`);
    await check(page, "older messages", page.getByTestId("past"));
    await open("talk", "?at=9999");
    await check(page, "no such message", page.getByTestId("seek").getByText(w.seek.missing));
  });

  it("no faults on the account page", async () => {
    await page.goto(`${web}/account`);
    await check(page, "account", page.getByRole("region", { name: w.account.deletion.title }));
    const section = page.getByRole("region", { name: w.account.password.title });
    await hydrated(section.getByLabel(w.recovery.newPassword, { exact: true }));
    await button(section, w.account.password.submit).click();
    await check(page, "account, errors", section.locator("[aria-invalid=true]"));
    const passkeys = page.getByRole("region", { name: w.account.passkeys.title });
    await button(passkeys, w.account.passkeys.rename).click();
    await check(page, "account, passkey's name", passkeys.getByLabel(w.account.passkeys.label, { exact: true }));
    await button(passkeys, w.account.passkeys.cancel).click();
    await button(passkeys, w.account.passkeys.remove).click();
    const confirmation = page.getByRole("dialog", { name: w.account.proof.title });
    await check(page, "account, remove a passkey", button(confirmation, w.account.passkeys.remove));
  });

  it("no faults without a connection, without a database and after signing out", async () => {
    await open("few");
    await page.context().route("**/ticket*", (route) => route.abort());
    await page.evaluate(() => window.dispatchEvent(new Event("offline")));
    await composer().fill("끊긴 채로 쓴 글");
    await composer().press("Control+Enter");
    await page.locator("[data-message][data-state=sending]").waitFor();
    await check(page, "offline", page.getByText(w.room.offline));
    await composer().fill("쓰다 만 글");
    const archive = { data: { archived: true }, headers: { origin: web } };
    expect((await page.request.patch(`${web}/api${scene.rooms.few}`, archive)).status()).toBe(200);
    await page.context().unroute("**/ticket*");
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await isLive(page);
    await page.locator("[data-message][data-state=failed]").waitFor();
    await check(page, "a message that could not be sent, kept text", page.getByText("쓰다 만 글", { exact: true }));
    const [other, rooms] = [await page.context().newPage(), await page.context().newPage()];
    await rooms.goto(`${web}/rooms`);
    await site.cloud.postgres.stop();
    try {
      await other.goto(`${web}/rooms`);
      await check(other, "without a database", button(other, w.errors.retry));
      await rooms.getByRole("link", { name: "빈 방" }).click();
      await check(rooms, "a room without a database", button(rooms, w.errors.retry));
    } finally {
      await site.cloud.postgres.start();
    }
    await Promise.all([other.close(), rooms.close()]);
    await page.request.post(`${web}/api/logout`, { headers: { origin: web } });
    await check(page, "signed out", page.getByRole("alertdialog", { name: w.pageUser.signed_out.title }));
    await page.context().close();
  });

  it("no faults if another account has signed in, and on the page that replaces a failed layout", async () => {
    const [first, second] = await Promise.all([1, 2].map((i) => addPerson(`${newcomer}${i}`, web)));
    if (!first || !second) throw new Error("expected two people");
    const guest = await visitor(site.browser, options);
    await addSession(guest, web, first.cookie);
    await guest.goto(`${web}/rooms`);
    await hydrated(guest.getByRole("searchbox", { name: w.rooms.search }));
    await addSession(guest, web, second.cookie);
    await (await guest.context().newPage()).goto(`${web}/rooms`);
    await check(guest, "another account", guest.getByRole("alertdialog", { name: w.pageUser.other_account.title }));
    // No test can make the layout fail, so the page's markup is inserted.
    const markup = renderToStaticMarkup(createElement(GlobalError, { error: new Error("failed"), retry: () => {} }));
    await guest.evaluate((html) => {
      document.body.replaceWith(new DOMParser().parseFromString(html, "text/html").body);
    }, markup);
    await check(guest, "failed layout", guest.getByRole("heading", { name: "문이 잠시 열리지 않습니다" }));
    await guest.context().close();
  });
});
