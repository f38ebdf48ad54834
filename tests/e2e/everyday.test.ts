/** Everyday trouble: held keys, blocked cookies, wrong clocks, translators, printing, high contrast, voice control. */
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { newId } from "@/lib/shared/ids";
import { chooseFor, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { codeOn, confirm, confirmation, field, ko, PASSWORD, press, section } from "./languages";
import { openSite, type Site } from "./site";

let site: Site;
let web: string;
type Visitor = Awaited<ReturnType<typeof visitor>>;
let mina: Visitor;
let jun: Visitor;
/** Addresses of rooms that both users belong to. */
let walk: string;
let books: string;

const WIDE = { viewport: { width: 1440, height: 900 } };

beforeAll(async () => {
  site = await openSite();
  web = site.cloud.urls.web;
  [mina, jun] = [await visitor(site.browser, WIDE), await visitor(site.browser, WIDE)];
  await signUp(mina, web, "민아");
  await signUp(jun, web, "준서");
  walk = await sharedRoom("저녁 산책");
  books = await sharedRoom("독서회");
});

async function sharedRoom(name: string): Promise<string> {
  await mina.goto(`${web}/rooms`);
  await makeRoom(mina, name);
  await open(jun, mina.url());
  return mina.url();
}
async function open(page: Page, room: string): Promise<void> {
  await page.goto(room);
  await isLive(page);
}
const sent = (page: Page, text: string) => page.locator("[data-message][data-state=sent]").filter({ hasText: text });
const isFree = async (name: string) => !(await (await mina.request.get(`${web}/api/users/${name}`)).json()).exists;

/** Fills in the sign-up form with a password; the focus is in the last field. */
async function fillIn(page: Page, name: string): Promise<void> {
  await field(page, ko.username).fill(name);
  await press(page, ko.usePassword);
  await field(page, ko.password).fill(PASSWORD);
}

it("the recovery code at sign-up stays in view through a held Enter, Escape, clicks, Back and leaving, until it is confirmed as saved", async () => {
  const page = await visitor(site.browser);
  await page.goto(web);
  await page.locator("a[href^='/signup']").first().click();
  await page.waitForURL("**/signup");
  await fillIn(page, "간직이");
  // Held from the last field until after the response: each further `down` is a repeat.
  await page.keyboard.down("Enter");
  await page.getByTestId("recovery-code").waitFor();
  for (let i = 0; i < 5; i++) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  const code = await codeOn(page);
  const saved = page.getByRole("checkbox", { name: ko.kept });
  const isThere = async () => {
    expect(await codeOn(page)).toBe(code);
    expect([new URL(page.url()).pathname, await saved.isChecked()]).toEqual(["/signup", false]);
  };
  for (const key of ["Enter", "Enter", "Escape", "Space"]) await page.keyboard.press(key);
  await page.mouse.dblclick(5, 5);
  await isThere();
  await page.evaluate(() => history.back());
  await page.waitForFunction(() => history.state?.keepPage);
  await isThere();
  // Goes back past the history entry that the page has added, as two quick presses of Back do.
  await page.evaluate(async () => {
    const { navigation } = window as unknown as { navigation: EventTarget };
    const arrived = new Promise((resolve) =>
      navigation.addEventListener("currententrychange", resolve, { once: true }),
    );
    history.go(-2);
    await arrived;
  });
  await page.waitForFunction(() => history.state?.keepPage);
  await isThere();
  const asked = page.waitForEvent("dialog");
  const leaving = page.evaluate(() => location.assign("/")).catch(() => {});
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await leaving;
  await isThere();
  // By keyboard only, wherever the focus was: the checkbox, then the continue button.
  const goOn = page.getByRole("button", { name: ko.goOn });
  expect(await goOn.isDisabled()).toBe(true);
  // The checkbox is disabled at first, since a press may still belong to a double click.
  await expect.poll(() => saved.isEnabled()).toBe(true);
  const isFocused = () => saved.evaluate((box) => box === document.activeElement);
  for (let i = 0; i < 8 && !(await isFocused()); i++) await page.keyboard.press("Tab");
  expect(await isFocused()).toBe(true);
  await page.keyboard.press("Space");
  await expect.poll(() => saved.isChecked()).toBe(true);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/rooms");
  expect(page.faults).toEqual([]);
});

it("a new code on the account page survives Enter pressed twice and a double click; afterwards the page does not contain it", async () => {
  await mina.goto(`${web}/account`);
  const part = section(mina, ko.newCode);
  await part.getByRole("button", { name: ko.getCode }).focus();
  await mina.keyboard.press("Enter");
  await mina.keyboard.press("Enter");
  await field(confirmation(mina), ko.currentPassword).fill(PASSWORD);
  await mina.keyboard.press("Enter");
  await mina.keyboard.press("Enter");
  await mina.getByTestId("recovery-code").waitFor();
  for (let i = 0; i < 3; i++) await mina.keyboard.press("Enter");
  await mina.getByRole("checkbox", { name: ko.kept }).dblclick();
  expect(await codeOn(mina)).toMatch(/^\w{4}(-\w{4}){7}$/);
  await mina.getByRole("checkbox", { name: ko.kept }).check();
  await press(mina, ko.goOn);
  await mina.getByTestId("recovery-code").waitFor({ state: "detached" });
  expect(new URL(mina.url()).pathname).toBe("/account");
  await mina.waitForFunction(() => !history.state?.keepPage);
});

it("the recovery code's file has the name and the code, and stays readable for browsers that read it after the press", async () => {
  await mina.goto(`${web}/account`);
  const part = section(mina, ko.newCode);
  await press(part, ko.getCode);
  await confirm(mina, ko.getCode);
  await mina.evaluate(() => {
    const { revokeObjectURL } = URL;
    URL.revokeObjectURL = (url) => {
      document.body.dataset.revoked = url;
      revokeObjectURL.call(URL, url);
    };
  });
  const saving = mina.waitForEvent("download");
  await press(mina, "파일로 받기");
  const file = await readFile(await (await saving).path(), "utf8");
  expect(file).toContain("민아");
  expect(file).toContain(await codeOn(mina));
  expect(await mina.evaluate(() => document.body.dataset.revoked)).toBeUndefined();
  await mina.getByRole("checkbox", { name: ko.kept }).check();
  await press(mina, ko.goOn);
});

/** The text of every line and control of a dialog that cannot be scrolled into view. */
const outOfView = (dialog: Locator) =>
  dialog.evaluate((element) =>
    [...element.querySelectorAll("h1, h2, p, label, button, a")].flatMap((part) => {
      part.scrollIntoView({ block: "center" });
      const { top, bottom } = part.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight ? [] : [part.textContent];
    }),
  );

it("on a low screen all of the recovery code, of a question and of the notice of another account can be scrolled into view", async () => {
  const page = await visitor(site.browser, { viewport: { width: 320, height: 240 } });
  await signUp(page, web, "낮은이", "/account");
  const part = section(page, ko.newCode);
  await press(part, ko.getCode);
  await confirmation(page).waitFor();
  expect(await outOfView(confirmation(page))).toEqual([]);
  await confirm(page, ko.getCode);
  const dialog = page.getByRole("dialog").filter({ has: page.getByTestId("recovery-code") });
  await dialog.waitFor();
  expect(await outOfView(dialog)).toEqual([]);
  await page.getByRole("checkbox", { name: ko.kept }).check();
  await press(page, ko.goOn);

  await page.goto(`${web}/rooms`);
  await page.getByRole("button", { name: "방 만들기" }).first().click();
  await page.getByLabel("방 이름", { exact: true }).fill("쓰다 만 이름");
  await page.keyboard.press("Escape");
  const question = page.getByRole("alertdialog");
  await question.waitFor();
  expect(await outOfView(question)).toEqual([]);

  await page.context().addCookies(await jun.context().cookies());
  const other = await page.context().newPage();
  await other.goto(`${web}/rooms`);
  const notice = page.getByRole("alertdialog", { name: "다른 계정으로 로그인되어 있습니다" });
  await notice.waitFor();
  expect(await outOfView(notice)).toEqual([]);
  await page.context().close();
});

it("with blocked cookies, sign-up, sign-in and recovery say so before a name or a code is used up", async () => {
  const page = await visitor(site.browser);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setDocumentCookieDisabled", { disabled: true });
  await page.goto(`${web}/signup`);
  await fillIn(page, "쿠키없이");
  await press(page, ko.signup);
  await page.getByText(/쿠키를 막고 있어/).waitFor();
  expect(await isFree("쿠키없이")).toBe(true);
  const asked: string[] = [];
  page.on("request", (request) => request.method() === "POST" && asked.push(new URL(request.url()).pathname));
  await page.goto(`${web}/enter/recover`);
  await field(page, ko.username).fill("민아");
  await field(page, ko.code).fill("ABCD-".repeat(8).slice(0, -1));
  await field(page, ko.newPassword).fill(PASSWORD);
  await press(page, ko.recover);
  await page.getByText(/쿠키를 막고 있어/).waitFor();
  expect(asked.filter((path) => path.includes("recover"))).toEqual([]);
});

it("if the session cookie is dropped all the same, the code is shown with a warning, and the link leads to sign-in", async () => {
  const page = await visitor(site.browser);
  await page.route("**/api/signup", async (route) => {
    const response = await route.fetch();
    const { "set-cookie": _, ...headers } = response.headers();
    await page.context().clearCookies({ name: "session" });
    await route.fulfill({ response, headers });
  });
  await page.goto(`${web}/signup`);
  await fillIn(page, "잃은쿠키");
  await press(page, ko.signup);
  await page.getByText(/쿠키를 저장하지 않아/).waitFor();
  expect(await codeOn(page)).toMatch(/^\w{4}(-\w{4}){7}$/);
  await page.getByRole("checkbox", { name: ko.kept }).check();
  await press(page, ko.goOn);
  await page.waitForURL("**/enter?username=*");
  expect(await isFree("잃은쿠키")).toBe(false);
});

it("the tab's title follows a rename and the language, and keeps its count", async () => {
  await open(mina, walk);
  await open(jun, books);
  await say(jun, "책 이야기");
  await mina.waitForFunction(() => document.title === "(1) 저녁 산책 · 사랑방");
  const named = await mina.request.patch(`${web}/api/rooms/${walk.split("/").at(-1)}`, {
    data: { name: "밤 산책" },
    headers: { origin: web },
  });
  expect(named.status()).toBe(200);
  await mina.waitForFunction(() => document.title === "(1) 밤 산책 · 사랑방");
  const choose = async (language: string, shown: string) => {
    await mina.getByRole("button", { name: /내 메뉴|your menu/ }).click();
    await mina.getByRole("menuitemradio", { name: language }).click();
    await mina.waitForFunction((title) => document.title === title, shown);
    await mina.keyboard.press("Escape");
  };
  await choose("English", "(1) 밤 산책 · Sarangbang");
  await mina.getByRole("link", { name: "Sarangbang" }).first().click();
  await mina.waitForFunction(() => document.title === "(1) Rooms · Sarangbang");
  await choose("한국어", "(1) 방 · 사랑방");
  await mina.goBack();
  await mina.waitForFunction(() => document.title === "(1) 밤 산책 · 사랑방");
});

it("a script that replaces the tab's title after each change does not stop the page, and the next change is shown", async () => {
  const page = await visitor(site.browser, { ...WIDE, storageState: await jun.context().storageState() });
  await open(page, books);
  await page.evaluate(() => {
    const replace = () => {
      if (!document.title.startsWith("[T]")) document.title = `[T] ${document.title}`;
    };
    new MutationObserver(replace).observe(document.head, { subtree: true, childList: true, characterData: true });
    replace();
  });
  await say(page, "제목을 바꾸는 동안");
  await sent(page, "제목을 바꾸는 동안").waitFor();
  await open(mina, walk);
  await say(mina, "@준서 제목");
  await page.waitForFunction(() => /^\[T\] \(\d+\) 독서회/.test(document.title));
  await page.locator("a[href='/rooms']").first().click();
  await page.waitForURL("**/rooms");
  await page.waitForFunction(() => document.title.includes("방 · 사랑방"));
  await page.getByRole("button", { name: "방 만들기" }).first().waitFor();
  await page.context().close();
});

it("the tab's title has its count on every page of a signed-in user, also as messages come", async () => {
  await open(mina, walk);
  await open(jun, books);
  const guest = await visitor(site.browser, WIDE);
  await signUp(guest, web, "손님");
  await makeRoom(guest, "손님방");
  const made = await guest.request.post(`${web}/api/rooms/${guest.url().split("/").at(-1)}/invites`, {
    data: { expiresInS: null, maxUses: null },
    headers: { origin: web },
  });
  const { token } = await made.json();
  await guest.context().close();
  await say(jun, "제목에 보일 말");
  const count = /^\((\d+)\) /;
  await mina.waitForFunction(() => /^\(\d+\) /.test(document.title));
  let before = Number(count.exec(await mina.title())?.[1]);
  for (const [path, name] of [
    ["/rooms", "방 · 사랑방"],
    ["/account", "내 계정 · 사랑방"],
    [`/invite/${token}`, "초대 · 사랑방"],
    ["/", "사랑방"],
    ["/nowhere", "사랑방"],
    [`/rooms/${newId()}`, "사랑방"],
    [`/invite/${"0".repeat(token.length)}`, "초대 · 사랑방"],
  ]) {
    await mina.goto(web + path);
    await mina.waitForFunction((title) => document.title === title, `(${before}) ${name}`);
    await say(jun, `말 하나 더 ${path}`);
    await mina.waitForFunction((title) => document.title === title, `(${++before}) ${name}`);
  }
  // The browser reports the pages that do not exist as errors.
  expect(mina.faults.splice(0)).toEqual(Array(3).fill(expect.stringContaining("404")));
  await open(mina, walk);
});

it("the tab's title keeps its count while the list of rooms cannot be loaded", async () => {
  await open(mina, walk);
  await open(jun, books);
  await say(jun, "또 보일 말");
  await mina.waitForFunction(() => /^\(\d+\) /.test(document.title));
  const retry = mina.getByRole("button", { name: "다시 시도" });
  await site.cloud.postgres.stop();
  try {
    await mina.locator("a[href='/rooms']").first().click();
    await retry.waitFor();
    expect(await mina.title()).toMatch(/^\(\d+\) /);
  } finally {
    await site.cloud.postgres.start();
  }
  await retry.click();
  await mina.waitForFunction(() => /^\(\d+\) 방 · 사랑방/.test(document.title));
  await mina.getByRole("listitem").filter({ hasText: "독서회" }).waitFor();
  const ours = mina.faults.splice(0).filter((fault) => !/React error #441|503 \(Service Unavailable\)/.test(fault));
  expect(ours).toEqual([]);
});

it.each([-9, 26])("times follow the server's clock on a device whose clock is %i hours off", async (hours) => {
  const page = await visitor(site.browser, { ...WIDE, storageState: await jun.context().storageState() });
  await page.clock.install({ time: Date.now() + hours * 3_600_000 });
  await open(page, books);
  await say(page, `시계 ${hours}`);
  await sent(page, `시계 ${hours}`).waitFor();
  expect(await page.getByRole("log").locator("li > time").allTextContents()).toEqual(["오늘"]);
  const row = page.getByRole("listitem").filter({ hasText: "독서회" });
  await row.getByText("방금", { exact: true }).waitFor();
  // Offline, since any response would have the server's time, which has not moved.
  await page.context().setOffline(true);
  // The page's estimate of the server's time is late by the duration of a slow response.
  await page.clock.fastForward("01:00:30");
  await row.getByText("1시간", { exact: true }).waitFor();
  await page.context().close();
});

/** What translators do: wrap text nodes in elements (`move`), or replace them by elements with other text nodes. */
function translate(page: Page, how: "move" | "replace"): Promise<void> {
  return page.evaluate((mode) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) {
      const text = walker.currentNode as Text;
      if (text.data.trim() && !text.parentElement?.closest("script,style,font,textarea")) texts.push(text);
    }
    for (const text of texts) {
      const outer = document.createElement("font");
      const inner = outer.appendChild(document.createElement("font"));
      text.replaceWith(outer);
      inner.append(mode === "move" ? text : document.createTextNode(text.data));
    }
  }, how);
}

it.each(["move", "replace"] as const)(
  "a room that a browser translates (%s) keeps working: send, edit, react, delete, other rooms",
  { retry: 1, timeout: 60_000 },
  async (how) => {
    await open(mina, walk);
    await open(jun, walk);
    await say(mina, `하나 ${how} @준서 https://example.com/a`);
    await say(mina, `둘 ${how}`);
    await sent(mina, `둘 ${how}`).waitFor();
    await translate(mina, how);
    await say(jun, `셋 ${how}`);
    await sent(mina, `셋 ${how}`).waitFor();
    await translate(mina, how);
    const first = sent(mina, `하나 ${how}`);
    await first.hover();
    await first.getByRole("button", { name: "메시지 메뉴" }).click();
    await mina.getByRole("menuitem", { name: "👍 달기" }).click();
    await first.getByRole("button", { name: "👍 1" }).waitFor();
    await translate(mina, how);
    await sent(jun, `하나 ${how}`).getByRole("button", { name: "👍 1" }).click();
    await first.getByRole("button", { name: "👍 2" }).waitFor();
    await first.getByText("2", { exact: true }).waitFor();
    const second = sent(mina, `둘 ${how}`);
    await second.hover();
    await second.getByRole("button", { name: "메시지 메뉴" }).click();
    await mina.getByRole("menuitem", { name: "고치기" }).click();
    await translate(mina, how);
    const edit = mina.locator("[data-message] textarea");
    await edit.fill(`고친 둘 ${how}`);
    await edit.press("Enter");
    await sent(mina, `고친 둘 ${how}`).waitFor();
    expect(await mina.getByText(`둘 ${how}`, { exact: true }).count()).toBe(0);
    await translate(mina, how);
    await sent(mina, `고친 둘 ${how}`).hover();
    await sent(mina, `고친 둘 ${how}`).getByRole("button", { name: "메시지 메뉴" }).click();
    await mina.getByRole("menuitem", { name: "지우기" }).click();
    await mina.getByRole("alertdialog").or(mina.getByRole("dialog")).getByRole("button", { name: "지우기" }).click();
    await sent(mina, `고친 둘 ${how}`).waitFor({ state: "detached" });
    await translate(mina, how);
    await mina.getByRole("link", { name: "독서회" }).click();
    await mina.waitForURL(books);
    await isLive(mina);
    await translate(mina, how);
    await say(mina, `다른 방 ${how}`);
    await sent(mina, `다른 방 ${how}`).waitFor();
    expect(mina.faults).toEqual([]);
  },
);

it("printing a room prints the whole loaded conversation in light colours, without controls", async () => {
  await open(mina, books);
  for (let i = 1; i <= 40; i++) await say(mina, `${i}번째 줄\n둘째 줄\n셋째 줄`.replaceAll("\n", " ".repeat(3)));
  await chooseFor(sent(mina, "40번째 줄"), "답장");
  await say(mina, "답장도 찍힌다");
  await sent(mina, "답장도 찍힌다").waitFor();
  await mina.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await sent(mina, "답장도 찍힌다").locator("[data-quote]").isVisible()).toBe(true);
  const measured = await mina.evaluate(() => {
    const log = document.querySelector("[role=log]") as HTMLElement;
    const lines = [...document.querySelectorAll("[data-message]")].map((line) => line.getBoundingClientRect());
    return {
      cut: log.scrollHeight - log.clientHeight,
      isWhole: lines.every(
        ({ top, bottom }) => top + scrollY >= 0 && bottom + scrollY <= document.documentElement.scrollHeight,
      ),
      isAll: lines.length,
      pages: document.documentElement.scrollHeight / innerHeight,
      ink: getComputedStyle(document.documentElement).color,
    };
  });
  expect(measured).toMatchObject({ cut: 0, isWhole: true, ink: "rgb(41, 35, 29)" });
  expect(measured.isAll).toBeGreaterThanOrEqual(40);
  expect(measured.pages).toBeGreaterThan(1.5);
  expect(await mina.getByRole("heading", { level: 1 }).isVisible()).toBe(true);
  for (const hidden of ["textarea", "nav", "aside", "header button"])
    expect(await mina.locator(hidden).first().isVisible()).toBe(false);
  const pdf = (await mina.pdf({ format: "A5" })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(2);
  await mina.emulateMedia({ media: null, colorScheme: null });
});

it("printing a room prints long lines of code whole", async () => {
  await open(mina, books);
  await say(mina, `\`\`\`js\nconst words = "${"longer than any page ".repeat(20)}";\n${"x".repeat(400)}\n\`\`\``);
  const code = mina.locator("[data-message][data-state=sent] pre").last();
  await code.waitFor();
  const hidden = () => code.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(await hidden()).toBeGreaterThan(0);
  await mina.emulateMedia({ media: "print" });
  expect(await hidden()).toBe(0);
  await mina.emulateMedia({ media: null });
});

it("printing a room prints tall messages whole, edited messages in their old text, and the room if a sheet covers it", async () => {
  await open(mina, books);
  await say(mina, Array.from({ length: 80 }, (_, i) => `${i + 1}번째 행`).join("\n"));
  await sent(mina, "80번째 행").getByRole("button", { name: "더 보기" }).waitFor();
  await say(mina, "고쳐지는 말");
  const edited = sent(mina, "고쳐지는 말");
  await edited.hover();
  await edited.getByRole("button", { name: "메시지 메뉴" }).click();
  await mina.getByRole("menuitem", { name: "고치기" }).click();
  await mina.getByRole("textbox", { name: "메시지 고치기" }).fill("아직 아무도 못 볼 글");
  await mina.getByRole("button", { name: "방 메뉴" }).click();
  await mina.getByRole("menuitem", { name: "방 설정" }).click();
  await mina.getByRole("dialog").waitFor();
  await mina.emulateMedia({ media: "print" });
  const clipped = await mina
    .locator("[data-fold]")
    .evaluateAll((all) => all.filter((each) => each.scrollHeight > each.clientHeight + 1).length);
  expect(clipped).toBe(0);
  expect(await edited.getByText("고쳐지는 말", { exact: true }).isVisible()).toBe(true);
  expect(await mina.getByRole("textbox", { name: "메시지 고치기" }).isVisible()).toBe(false);
  expect(await mina.getByRole("dialog").isVisible()).toBe(false);
  const pdf = (await mina.pdf({ format: "A5" })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(3);
  await mina.emulateMedia({ media: null });
  await mina.keyboard.press("Escape");
  await mina.getByRole("dialog").waitFor({ state: "detached" });
  await mina.locator("[data-message] form").getByRole("button", { name: "그만두기", exact: true }).click();
});

/** The visible texts of a room's page that are not in its conversation or its header. */
const besideTheLog = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("body *:not([role=log] *, header *)")]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
      .flatMap(({ childNodes }) => [...childNodes])
      .flatMap((node) => (node instanceof Text && node.data.trim() ? [node.data] : [])),
  );

it("printing a room prints nothing from below the conversation: a reply, a lost connection, a preview's bar", async () => {
  await open(mina, books);
  await say(mina, "답장할 말");
  await chooseFor(sent(mina, "답장할 말"), "답장");
  await mina.getByRole("button", { name: "답장 그만두기" }).waitFor();
  await mina.context().route("**/ticket*", (route) => route.abort());
  await mina.evaluate(() => window.dispatchEvent(new Event("offline")));
  await mina.getByText("적은 메시지는 이어지면 보냅니다").waitFor();
  const guest = await visitor(site.browser, WIDE);
  await signUp(guest, web, "구경꾼", new URL(books).pathname);
  await guest.getByTestId("join-room").waitFor();
  for (const page of [mina, guest]) {
    await page.emulateMedia({ media: "print" });
    expect(await besideTheLog(page)).toEqual([]);
    await page.emulateMedia({ media: null });
  }
  await guest.context().close();
  await mina.context().unroute("**/ticket*");
  await mina.reload();
  await isLive(mina);
  await mina.getByRole("button", { name: "답장 그만두기" }).click();
});

/** The parts of an element's style that can show a state. */
const look = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const { backgroundColor, color, borderTopColor, outlineStyle, outlineColor, textDecorationLine } =
        getComputedStyle(element);
      return [
        backgroundColor,
        color,
        borderTopColor,
        outlineStyle === "none" ? "" : outlineColor,
        textDecorationLine,
      ].join(" ");
    });

it("with forced colours, elements that are on, chosen, current, own, unread or a mention look different from others", async () => {
  await mina.emulateMedia({ forcedColors: "active" });
  await open(mina, walk);
  await open(jun, walk);
  await say(jun, "@민아 @준서 색이 없어도 보이나요");
  const line = sent(mina, "색이 없어도");
  await line.waitFor();
  expect(await look(mina, "[data-mention=you]")).not.toBe(await look(mina, "[data-mention=other]"));
  await line.hover();
  await line.getByRole("button", { name: "메시지 메뉴" }).click();
  await mina.getByRole("menuitem", { name: "👍 달기" }).click();
  const own = line.getByRole("button", { name: "👍 1", pressed: true });
  await own.waitFor();
  const pressed = await look(mina, "[data-message] button[aria-pressed=true]");
  await sent(jun, "색이 없어도").getByRole("button", { name: "👍 1" }).click();
  await own.or(line.getByRole("button", { name: "👍 2" })).click();
  await line.locator("button[aria-pressed=false]").waitFor();
  expect(await look(mina, "[data-message] button[aria-pressed=false]")).not.toBe(pressed);
  expect(await look(mina, "nav a[aria-current=page]")).not.toBe(await look(mina, "nav li a:not([aria-current])"));
  await open(jun, books);
  await say(jun, "안 읽은 것");
  await mina.getByTestId("unread-badge").waitFor();
  expect(await look(mina, "[data-testid=unread-badge]")).not.toBe(await look(mina, "nav li a:not([aria-current])"));
  await mina.getByRole("button", { name: "방 메뉴" }).click();
  await mina.keyboard.press("ArrowDown");
  expect(await look(mina, "[role=menu] [data-highlighted]")).not.toBe(
    await look(mina, "[role=menu] [role^=menuitem]:not([data-highlighted])"),
  );
  await mina.keyboard.press("Escape");
  await mina.goto(`${web}/account`);
  const toggle = "[role=switch]";
  const states = [await look(mina, toggle)];
  await mina.locator(toggle).first().click();
  states.push(await look(mina, toggle));
  await mina.locator(toggle).first().click();
  expect(new Set(states).size).toBe(2);
  await mina.goto(`${web}/rooms`);
  await mina.getByRole("button", { name: "방 만들기" }).first().click();
  expect(await look(mina, "label:has(:checked)")).not.toBe(await look(mina, "label:has([type=radio]:not(:checked))"));
  await mina.emulateMedia({ forcedColors: null });
});

const CONTROLS = new Set([
  "button",
  "link",
  "menuitem",
  "menuitemradio",
  "menuitemcheckbox",
  "tab",
  "switch",
  "option",
]);

/** Runs in the page: a control's visible words, without avatar initials and short times. */
const READ = `function () {
  const texts = [];
  const walk = (node) => {
    if (node instanceof Text) texts.push(node.data);
    else if (node.checkVisibility() && !node.matches(".sr-only, .avatar, time, svg")) node.childNodes.forEach(walk);
  };
  if (this.checkVisibility()) walk(this);
  return texts.join(" ");
}`;

const words = (text: string): string[] =>
  text
    .normalize()
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** Controls whose visible words are not in their accessible name, so that voice control cannot find them. */
async function unnamed(page: Page): Promise<string[]> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("DOM.enable");
  const { nodes } = await cdp.send("Accessibility.getFullAXTree");
  const wrong: string[] = [];
  let seen = 0;
  for (const { role, name, backendDOMNodeId, ignored } of nodes) {
    if (ignored || !backendDOMNodeId || !CONTROLS.has(`${role?.value}`)) continue;
    const { object } = await cdp.send("DOM.resolveNode", { backendNodeId: backendDOMNodeId });
    const { result } = await cdp.send("Runtime.callFunctionOn", {
      objectId: object.objectId,
      functionDeclaration: READ,
      returnByValue: true,
    });
    // A Korean counter follows its number without a space: "1" is in "1개".
    const said = words(`${name?.value}`).join(" ");
    if (words(`${result.value}`).some((word) => !said.includes(word))) wrong.push(`${result.value} / ${name?.value}`);
    seen++;
  }
  expect(seen).toBeGreaterThan(1);
  await cdp.detach();
  return wrong;
}

it.each(["ko", "en"])(
  "a control's visible text is part of its accessible name (%s)",
  async (locale) => {
    const page = await visitor(site.browser, { locale: locale === "ko" ? "ko-KR" : "en-US", ...WIDE });
    for (const path of ["/", "/signup", "/enter", "/enter/recover"]) {
      await page.goto(web + path);
      expect([path, await unnamed(page)]).toEqual([path, []]);
    }
    await page.context().addCookies(await mina.context().cookies());
    await page.context().addCookies([{ name: "locale", value: locale, url: web }]);
    for (const path of ["/rooms", "/account"]) {
      await page.goto(web + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      // Polls, because a live update between the reads of text and name makes them differ once.
      await expect.poll(async () => [path, await unnamed(page)]).toEqual([path, []]);
    }
    await open(page, walk);
    await page.locator("[data-message] button[aria-pressed]").first().waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => unnamed(page)).toEqual([]);
    await page.setViewportSize(WIDE.viewport);
    for (const menu of [/방 메뉴|Room menu/, /내 메뉴|your menu/]) {
      await page.getByRole("button", { name: menu }).click();
      await page.getByRole("menu").waitFor();
      expect(await unnamed(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("menu").waitFor({ state: "detached" });
    }
    await page.context().close();
  },
  60_000,
);
