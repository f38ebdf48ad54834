/** Undo and redo after a text was sent or replaced. One user with two tabs, and a member to mention. */
import type { CDPSession, Page } from "playwright-core";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { chooseFor, isLive, makeRoom, signUp } from "./acts";
import { visitor } from "./browser";
import { openSite, type Site } from "./site";

type Visitor = Awaited<ReturnType<typeof visitor>>;
let site: Site;
let mina: Visitor;
let jun: Visitor;
let keyboard: CDPSession;

beforeAll(async () => {
  site = await openSite();
  mina = await visitor(site.browser, { viewport: { width: 1280, height: 800 } });
  await signUp(mina, site.cloud.urls.web, "민아");
  await makeRoom(mina, "글방");
  jun = await visitor(site.browser);
  await signUp(jun, site.cloud.urls.web, "준서", new URL(mina.url()).pathname);
  await isLive(jun);
  keyboard = await mina.context().newCDPSession(mina);
});
beforeEach(() => composer(mina).fill(""));

const composer = (page: Page) => page.getByRole("textbox", { name: "메시지", exact: true });
const editor = (page: Page) => page.getByRole("textbox", { name: "메시지 고치기" });
const line = (page: Page, words: string) =>
  page.locator("[data-message][data-state=sent]").filter({ hasText: words }).last();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
/** The text of the focused field. */
const text = (page: Page) => page.evaluate(() => (document.activeElement as HTMLTextAreaElement).value);

const type = (words: string) => mina.keyboard.type(words);
const paste = (words: string) => mina.keyboard.insertText(words);
const enter = () => mina.keyboard.press("Enter");
/** Undoes or redoes more often than there are steps. @returns the texts on the way, each once */
async function press(keys: "Control+z" | "Control+Shift+z", page: Page = mina): Promise<string[]> {
  const texts = new Set<string>();
  for (let i = 0; i < 10; i++) {
    await page.keyboard.press(keys);
    texts.add(await text(page));
  }
  return [...texts];
}
const undo = (page?: Page) => press("Control+z", page);
const redo = (page?: Page) => press("Control+Shift+z", page);
/** Shows a syllable that is not complete yet. */
const compose = (syllable: string) =>
  keyboard.send("Input.imeSetComposition", { text: syllable, selectionStart: 1, selectionEnd: 1 });

const ways: { what: string; write: () => Promise<unknown>; send?: () => Promise<unknown>; sent: string }[] = [
  { what: "typed", write: () => type("적은 글"), sent: "적은 글" },
  { what: "pasted", write: () => paste("붙인 글\n두 줄"), sent: "붙인 글" },
  {
    what: "typed and pasted in several steps",
    write: async () => {
      await type("가나 ");
      await paste("다라");
      await mina.keyboard.press("Shift+Enter");
      await type("마바");
    },
    sent: "가나 다라",
  },
  {
    what: "completed with a name",
    write: async () => {
      await type("안녕 @준");
      await mina.getByRole("option", { name: "준서" }).waitFor();
      await enter();
      await type("반가워");
    },
    sent: "반가워",
  },
  {
    what: "undone in part",
    write: async () => {
      await paste("남긴 글");
      await paste("지운 글");
      await mina.keyboard.press("Control+z");
    },
    sent: "남긴 글",
  },
  {
    what: "sent by the button while a syllable is composed",
    write: async () => {
      await type("아직 ");
      await compose("ㅎ");
      await compose("한");
    },
    send: () => mina.getByRole("button", { name: "보내기" }).click(),
    sent: "아직 한",
  },
];

it.each(ways)(
  "undo and redo do not bring back a text that was $what and sent, nor change the next one",
  async (way) => {
    await composer(mina).focus();
    await way.write();
    await (way.send ?? enter)();
    await line(mina, way.sent).waitFor();
    expect([await text(mina), await focused(mina)]).toEqual(["", "메시지"]);
    expect([await undo(), await redo(), await undo()]).toEqual([[""], [""], [""]]);

    await type("새 ");
    await compose("ㄱ");
    await compose("글");
    await keyboard.send("Input.insertText", { text: "글" });
    await paste(" 하나");
    expect((await undo()).at(-1)).toBe("");
    expect((await redo()).at(-1)).toBe("새 글 하나");
    await type("!");
    expect((await undo()).at(-1)).toBe("");
    expect((await redo()).at(-1)).toBe("새 글 하나!");
    expect(await focused(mina)).toBe("메시지");
  },
);

it("a draft that was sent is not stored, however often undo and redo are pressed", async () => {
  await composer(mina).focus();
  await type("보내고 나서");
  await enter();
  await line(mina, "보내고 나서").waitFor();
  await undo();
  await redo();
  await mina.reload();
  await isLive(mina);
  expect(await composer(mina).inputValue()).toBe("");
});

it("after another tab has sent or changed the draft, undo and redo do not reach the text before that", async () => {
  const tab = await mina.context().newPage();
  await tab.goto(mina.url());
  await isLive(tab);
  await composer(mina).focus();
  await type("두 곳에서");
  await paste(" 쓰는 글");
  await expect.poll(() => composer(tab).inputValue()).toBe("두 곳에서 쓰는 글");
  await composer(tab).fill("다른 곳에서");
  await expect.poll(() => text(mina), { timeout: 10_000 }).toBe("다른 곳에서");
  expect([await undo(), await redo()]).toEqual([["다른 곳에서"], ["다른 곳에서"]]);
  await composer(tab).press("Enter");
  await expect.poll(() => text(mina), { timeout: 10_000 }).toBe("");
  expect([await undo(), await redo()]).toEqual([[""], [""]]);
  await tab.close();
});

it("in an edit, undo and redo reach only the edit's own text, also after another tab has changed it", async () => {
  await composer(mina).focus();
  await type("고칠 글");
  await enter();
  await chooseFor(line(mina, "고칠 글"), "고치기");
  await expect.poll(() => focused(mina)).toBe("메시지 고치기");
  const tab = await mina.context().newPage();
  await tab.goto(mina.url());
  await isLive(tab);
  await type(" 첫째");
  await paste(" 둘째");
  await expect.poll(() => editor(tab).inputValue()).toBe("고칠 글 첫째 둘째");
  await editor(tab).fill("다른 곳에서 고친 글");
  await expect.poll(() => text(mina), { timeout: 10_000 }).toBe("다른 곳에서 고친 글");
  expect([await undo(), await redo()]).toEqual([["다른 곳에서 고친 글"], ["다른 곳에서 고친 글"]]);
  await tab.close();
  expect(await focused(mina)).toBe("메시지 고치기");
});

it.each([
  ["saved", "저장"],
  ["cancelled", "그만두기"],
])("after an edit was %s, undo and redo in the composer change only the composer's text", async (_, button) => {
  if ((await editor(mina).count()) === 0) await chooseFor(line(mina, "고친 글"), "고치기");
  await composer(mina).focus();
  await paste("앞선 글");
  await editor(mina).focus();
  await mina.keyboard.press("End");
  await type(" 끝");
  await mina.getByRole("button", { name: button, exact: true }).click();
  await editor(mina).waitFor({ state: "detached" });
  await composer(mina).focus();
  await mina.keyboard.press("End");
  await paste(" 뒷글");
  expect((await undo()).at(-1)).toBe("");
  expect((await redo()).at(-1)).toBe("앞선 글 뒷글");
  await enter();
  expect([await undo(), await redo()]).toEqual([[""], [""]]);
});

it("no page had an error", () => expect([mina.faults, jun.faults]).toEqual([[], []]));
