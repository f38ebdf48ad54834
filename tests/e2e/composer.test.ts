/** Writing: undo, keys, pasted code, and scroll position while reading. Two people, one on a phone. */
import type { CDPSession, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { chooseFor, isLive, makeRoom, say, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
let site: Site;
let room: string;
/** On a computer. */
let mina: Visitor;
/** On a phone. */
let jun: Visitor;

beforeAll(async () => {
  site = await openSite();
  const { web } = site.cloud.urls;
  mina = await visitor(site.browser, { viewport: { width: 1280, height: 800 } });
  jun = await visitor(site.browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
  await signUp(mina, web, "민아");
  await makeRoom(mina, "글방");
  room = mina.url();
  await signUp(jun, web, "준서", new URL(room).pathname);
  await isLive(jun);
});

const composer = (page: Page) => page.getByLabel("메시지", { exact: true });
const text = (page: Page) => composer(page).inputValue();
const line = (page: Page, words: string) => page.locator("[data-message][data-state=sent]").filter({ hasText: words });
const hasFocus = (page: Page) => composer(page).evaluate((field) => field === document.activeElement);

/** Types a Korean syllable step by step, as an input method does, and ends the composition. */
async function syllable(keyboard: CDPSession, ...steps: string[]) {
  for (const each of steps)
    await keyboard.send("Input.imeSetComposition", {
      text: each,
      selectionStart: each.length,
      selectionEnd: each.length,
    });
  await keyboard.send("Input.insertText", { text: steps.at(-1) ?? "" });
}

it("undo and redo work as in a plain text area: after typing, deleting, moving, replacing and Korean syllables", async () => {
  const keyboard = await mina.context().newCDPSession(mina);
  await mina.evaluate(() => document.body.append(Object.assign(document.createElement("textarea"), { id: "plain" })));
  const acts: (() => Promise<void>)[] = [
    () => mina.keyboard.type("one two three"),
    () => mina.keyboard.press("Backspace"),
    () => mina.keyboard.press("Shift+Enter"),
    () => syllable(keyboard, "ㅎ", "하", "한"),
    () => syllable(keyboard, "ㄱ", "그", "글"),
    () => mina.keyboard.press("Home"),
    () => mina.keyboard.type("x\ty"),
    () => mina.keyboard.press("Shift+End"),
    () => mina.keyboard.type("gone"),
    ...Array.from({ length: 4 }, () => () => mina.keyboard.press("Control+z")),
    ...Array.from({ length: 2 }, () => () => mina.keyboard.press("Control+Shift+z")),
    ...Array.from({ length: 8 }, () => () => mina.keyboard.press("Control+z")),
  ];
  const trace = async (field: ReturnType<typeof composer>) => {
    const values: string[] = [];
    await field.focus();
    for (const act of acts) {
      await act();
      await field.focus();
      values.push(await field.inputValue());
    }
    return values;
  };
  const plain = await trace(mina.locator("#plain"));
  expect(plain).toContain("one two thre\n한글");
  expect(await trace(composer(mina))).toEqual(plain);
  expect(plain.at(-1)).toBe("");
  await mina.locator("#plain").evaluate((field) => field.remove());
});

it("a completed mention is one undo step, and earlier typing is undone after it", async () => {
  await composer(mina).fill("");
  await composer(mina).pressSequentially("밥 먹자 @준");
  await mina.getByRole("option", { name: "준서" }).waitFor();
  await composer(mina).press("Enter");
  expect(await text(mina)).toBe("밥 먹자 @준서 ");
  await composer(mina).pressSequentially("7시");
  await composer(mina).press("Control+z");
  expect(await text(mina)).toBe("밥 먹자 @준서 ");
  await composer(mina).press("Control+z");
  expect(await text(mina)).toBe("밥 먹자 @준");
  await composer(mina).press("Control+Shift+z");
  expect(await text(mina)).toBe("밥 먹자 @준서 ");
});

it("undo does not bring back a message that has been sent", async () => {
  await composer(mina).press("Control+a");
  await composer(mina).pressSequentially("보낸 글");
  await composer(mina).press("Enter");
  await line(jun, "보낸 글").waitFor();
  expect(await text(mina)).toBe("");
  await composer(mina).press("Control+z");
  expect(await text(mina)).toBe("");
  await composer(mina).pressSequentially("ab");
  await composer(mina).press("Control+z");
  expect(await text(mina)).toBe("");
});

it("Escape closes the list of names first, then cancels the reply, and never clears the text", async () => {
  await reply(mina, "보낸 글");
  const bar = mina.getByRole("button", { name: "답장 그만두기" });
  await bar.waitFor();
  await composer(mina).pressSequentially("@준");
  const names = mina.getByRole("listbox");
  await names.waitFor();
  await composer(mina).press("Escape");
  await names.waitFor({ state: "detached" });
  expect(await bar.count()).toBe(1);
  await composer(mina).press("Escape");
  await bar.waitFor({ state: "detached" });
  expect([await text(mina), await hasFocus(mina)]).toEqual(["@준", true]);
  await composer(mina).fill("");
});

it("Escape cancels a reply from anywhere in the room, but not while it closes a menu or is pressed in another field", async () => {
  await reply(mina, "보낸 글");
  const bar = mina.getByRole("button", { name: "답장 그만두기" });
  await bar.waitFor();
  const search = mina.getByRole("searchbox").first();
  await search.press("Escape");
  await mina.getByRole("button", { name: "방 메뉴" }).click();
  await mina.getByRole("menu").waitFor();
  await mina.keyboard.press("Escape");
  await mina.getByRole("menu").waitFor({ state: "detached" });
  expect(await bar.count()).toBe(1);
  await line(mina, "보낸 글").first().focus();
  await mina.keyboard.press("Escape");
  await bar.waitFor({ state: "detached" });
});

it("pasted code keeps its indentation, also on its first line, for the sender and the readers", async () => {
  const code = "    if (a) {\n\t\tb();\n    }";
  await composer(mina).focus();
  await mina.keyboard.insertText(`\n\n${code}\n\n`);
  await composer(mina).press("Enter");
  for (const page of [mina, jun]) {
    const body = line(page, "if (a)").locator("[dir=auto] bdi").first();
    await body.waitFor();
    expect(await body.textContent()).toBe(code);
    const [first, bracket] = await body.evaluate((element) => {
      const left = (at: number) => {
        const range = document.createRange();
        range.setStart(element.firstChild as Node, at);
        range.setEnd(element.firstChild as Node, at + 1);
        return range.getBoundingClientRect().left - element.getBoundingClientRect().left;
      };
      const words = element.textContent ?? "";
      return [left(words.indexOf("if")), left(words.indexOf("}"))];
    });
    expect(first).toBeGreaterThan(8);
    expect(bracket).toBeCloseTo(first ?? 0, 0);
  }
});

it("on a phone Enter breaks the line, the button sends, and so does Ctrl+Enter of a keyboard; on a computer Enter sends", async () => {
  await composer(jun).tap();
  await composer(jun).pressSequentially("첫 줄");
  await composer(jun).press("Enter");
  await composer(jun).pressSequentially("둘째 줄");
  expect(await text(jun)).toBe("첫 줄\n둘째 줄");
  expect(await composer(jun).getAttribute("enterkeyhint")).toBe("enter");
  await jun.getByRole("button", { name: "보내기" }).tap();
  await line(mina, "첫 줄").getByText("첫 줄\n둘째 줄").waitFor();
  expect([await text(jun), await hasFocus(jun)]).toEqual(["", true]);
  await composer(jun).pressSequentially("글쇠판으로");
  await composer(jun).press("Control+Enter");
  await line(mina, "글쇠판으로").waitFor();
  await composer(mina).pressSequentially("위");
  await composer(mina).press("Shift+Enter");
  await composer(mina).pressSequentially("아래");
  await composer(mina).press("Enter");
  await line(jun, "위\n아래").waitFor();
});

const reply = (page: Page, words: string) => chooseFor(line(page, words), "답장");
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

it("the log does not move when the composer grows or a reply begins; at its end the newest line stays in view", async () => {
  await mina.setViewportSize({ width: 1280, height: 600 });
  for (let i = 1; i <= 8; i++) await say(mina, `문단 ${i}\n둘\n셋\n넷`);
  // The line of read receipts moves the layout around it, so its position must be final first.
  const isReadToEnd = (last: Element) =>
    [...document.querySelectorAll("[data-testid=read-by]")].some(
      (faces) => last.compareDocumentPosition(faces) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
  await expect.poll(() => line(mina, "문단 8").evaluate(isReadToEnd), { timeout: 10_000 }).toBe(true);
  const log = mina.getByRole("log");
  // As painted: between two frames the log may not have been moved back yet.
  const top = (words: string) =>
    line(mina, words).evaluate(async (element) => {
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
      return element.getBoundingClientRect().top;
    });
  const grow = async () => {
    for (let i = 0; i < 3; i++) await composer(mina).press("Shift+Enter");
  };
  const height = () => log.evaluate((element) => element.clientHeight);
  await log.evaluate((element) => element.scrollTo({ top: -320 }));
  await mina.getByRole("button", { name: "맨 아래로" }).waitFor();
  const [before, tall] = [await top("문단 5"), await height()];
  await grow();
  await expect.poll(height).toBeLessThan(tall - 60);
  expect(Math.abs((await top("문단 5")) - before)).toBeLessThan(1);
  await reply(mina, "문단 5");
  await mina.getByRole("button", { name: "답장 그만두기" }).waitFor();
  expect(Math.abs((await top("문단 5")) - before)).toBeLessThan(1);
  await composer(mina).press("Escape");
  await composer(mina).fill("");
  await expect.poll(height).toBe(tall);
  expect(Math.abs((await top("문단 5")) - before)).toBeLessThan(1);
  await press(mina, "맨 아래로");
  await grow();
  await expect.poll(height).toBeLessThan(tall - 60);
  const hidden = await line(mina, "문단 8").evaluate(
    (element) =>
      element.getBoundingClientRect().bottom - (element.closest("[role=log]")?.getBoundingClientRect().bottom ?? 0),
  );
  expect(hidden).toBeLessThanOrEqual(0);
  await composer(mina).fill("");
});

it("the log does not move when lines are typed and deleted faster than it is painted", async () => {
  const log = mina.getByRole("log");
  await log.evaluate((element) => element.scrollTo({ top: -320 }));
  await mina.getByRole("button", { name: "맨 아래로" }).waitFor();
  const moved = await line(mina, "문단 5").evaluate(async (read) => {
    const field = [...document.querySelectorAll("textarea")].at(-1);
    const painted = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const task = () => new Promise((resolve) => setTimeout(resolve));
    const before = read.getBoundingClientRect().top;
    for (const lines of [1, 2, 3, 2, 1, 0]) {
      // The next input comes after the log was moved back, and before the log's scroll event.
      await painted();
      await task();
      field?.setRangeText("\n".repeat(lines), 0, field.value.length, "end");
      field?.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await painted();
      await task();
      field?.setRangeText("\n".repeat(lines + 1), 0, field.value.length, "end");
      field?.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    for (let i = 0; i < 3; i++) await painted();
    return read.getBoundingClientRect().top - before;
  });
  expect(Math.abs(moved)).toBeLessThan(1);
  await composer(mina).fill("");
});

it("screen readers announce the characters left at steps, not at each key, and never who is typing", async () => {
  await composer(mina).fill("가".repeat(3_790));
  await mina.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const note = ({ target }: MutationRecord) => {
      const element = target instanceof Element ? target : target.parentElement;
      const region = element?.closest("[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]");
      if (region && region.getAttribute("role") !== "log") heard.push(region.textContent ?? "");
    };
    new MutationObserver((all) => all.forEach(note)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await composer(mina).press("End");
  await composer(mina).pressSequentially("가".repeat(30));
  await mina.getByText("180자 더 쓸 수 있습니다").waitFor();
  await composer(jun).pressSequentially("음");
  await mina.getByTestId("typing").getByText("준서님이 입력 중").waitFor();
  const heard = await mina.evaluate(() => (window as unknown as { heard: string[] }).heard);
  expect(heard.filter((words, i) => words !== heard[i - 1])).toEqual(["이제 200자까지만 더 쓸 수 있습니다"]);
  await composer(mina).fill("");
  await composer(jun).fill("");
});

it("no page had an error", () => {
  expect([mina.faults, jun.faults]).toEqual([[], []]);
});
