import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as z from "zod";
import { DeviceStore } from "@/lib/client/outbox/device-store";
import { newDevice } from "@/tests/harness/fakes/devices";
import { RoomDrafts } from "./drafts";
import { stillChosen } from "./still-chosen";

let ends: Array<() => void>;
beforeEach(() => {
  ends = [];
  newDevice();
});
afterEach(() => {
  for (const end of ends) end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page with the room open. */
async function page(userId = "mina", roomId = "walk") {
  const store = new DeviceStore();
  const drafts = new RoomDrafts(userId, roomId, store);
  const close = drafts.open();
  ends.push(() => {
    close();
    store.close();
  });
  await vi.waitFor(() => expect(drafts.getState().isLoaded).toBe(true));
  return { drafts, store, close };
}
const shows = (drafts: RoomDrafts, state: object) =>
  vi.waitFor(() => expect(drafts.getState()).toMatchObject(state), { timeout: 4_000 });

it("text, reply target and open edits are restored after the page was closed, only for that account and room", async () => {
  const first = await page();
  first.drafts.writeComposer({ text: "half a" });
  first.drafts.writeComposer({ replyTo: 7 });
  first.drafts.writeEdit(3, { text: "new", base: "old" });
  first.close();
  const again = await page();
  await shows(again.drafts, { composer: { text: "half a", replyTo: 7 }, edits: { 3: { text: "new", base: "old" } } });
  for (const other of [await page("jun", "walk"), await page("mina", "books")]) {
    expect(other.drafts.getState()).toMatchObject({ composer: { text: "" }, edits: {} });
  }
});

it("another tab sees what is written and cleared; a tab that writes another draft of the room does not undo it", async () => {
  const [one, two] = [await page(), await page()];
  one.drafts.writeComposer({ text: "half", replyTo: 7 });
  await shows(two.drafts, { composer: { text: "half", replyTo: 7 } });
  two.drafts.writeEdit(3, { text: "new", base: "old" });
  one.drafts.writeComposer({ text: "", replyTo: undefined });
  await shows(two.drafts, { composer: { text: "" }, edits: { 3: { text: "new" } } });
  expect(two.drafts.getState().composer.replyTo).toBeUndefined();
  await shows(one.drafts, { edits: { 3: { text: "new" } } });
  two.drafts.writeEdit(3, undefined);
  await vi.waitFor(() => expect(one.drafts.getState().edits).toEqual({}));
});

it("another tab does not change a field during typing; after typing, both tabs show the same text", async () => {
  const [one, two] = [await page(), await page()];
  one.drafts.writeComposer({ text: "mine" });
  one.drafts.flush();
  await new DeviceStore().put(["draft", "mina", "walk", "composer"], { text: "theirs" });
  await vi.waitFor(async () => expect(two.drafts.getState().composer.text).toBe("theirs"));
  expect(one.drafts.getState().composer.text).toBe("mine");
  await shows(one.drafts, { composer: { text: "theirs" } });
});

it("a field accepts drafts from other tabs after its user stops typing, even if the device's clock moves backwards", async () => {
  const [one, two] = [await page(), await page()];
  one.drafts.writeComposer({ text: "mine" });
  one.drafts.flush();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3 * 86_400_000 });
  await shows(two.drafts, { composer: { text: "mine" } });
  await new DeviceStore().put(["draft", "mina", "walk", "composer"], { text: "theirs" });
  await shows(one.drafts, { composer: { text: "theirs" } });
});

/** A page whose device storage answers when the test lets it. */
async function slowPage() {
  const store = new DeviceStore();
  const list = store.list.bind(store);
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const asked = vi.spyOn(store, "list").mockImplementation(async (...query: Parameters<typeof list>) => {
    const found = await list(...query);
    await held;
    return found as never;
  });
  const drafts = new RoomDrafts("mina", "walk", store);
  const close = drafts.open();
  ends.push(() => {
    close();
    store.close();
  });
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  const loaded = () => vi.waitFor(() => expect(drafts.getState().isLoaded).toBe(true));
  return { drafts, store, close, answer, loaded };
}
async function storedBefore(composer: object): Promise<void> {
  const store = new DeviceStore();
  await store.put(["draft", "mina", "walk", "composer"], composer);
  store.close();
}

const jieun = { id: "1", username: "지은" };
const early = [
  { typed: ["new"], becomes: { text: "old\nnew", replyTo: 1, chosen: [jieun] }, why: "goes after the stored draft" },
  {
    typed: ["old"],
    becomes: { text: "old", replyTo: 1, chosen: [jieun] },
    why: "that the browser restored is kept once",
  },
  {
    typed: ["old and"],
    becomes: { text: "old and", replyTo: 1, chosen: [jieun] },
    why: "that continues the stored draft is kept once",
  },
  {
    typed: ["new", ""],
    becomes: { text: "old", replyTo: 1, chosen: [jieun] },
    why: "that was sent leaves the stored draft",
  },
  {
    typed: ["old", "old and", ""],
    becomes: { text: "" },
    why: "that continues the stored draft and was sent leaves nothing",
  },
];
it.each(early)("text typed before the device storage has answered $why: $typed", async ({ typed, becomes }) => {
  await storedBefore({ text: "old", replyTo: 1, chosen: [jieun] });
  const { drafts, store, answer, loaded } = await slowPage();
  for (const text of typed) drafts.writeComposer({ text });
  drafts.flush();
  answer();
  await loaded();
  expect(drafts.getState().composer).toEqual(becomes);
  drafts.flush();
  await vi.waitFor(async () => {
    const kept = await store.get(["draft", "mina", "walk", "composer"], z.unknown());
    expect(kept).toEqual(becomes.text === "" ? undefined : becomes);
  });
});

it("a message chosen for a reply before the device storage has answered replaces the stored one", async () => {
  await storedBefore({ text: "old", replyTo: 1 });
  const { drafts, answer, loaded } = await slowPage();
  drafts.writeComposer({ replyTo: 7 });
  answer();
  await loaded();
  expect(drafts.getState().composer).toEqual({ text: "old", replyTo: 7 });
});

it("a page that is closed before the device storage has answered stores both texts; shown again, it has each text once", async () => {
  await storedBefore({ text: "old", replyTo: 1 });
  const { drafts, store, answer, loaded } = await slowPage();
  drafts.writeComposer({ text: "new" });
  drafts.leave();
  await vi.waitFor(async () => {
    const kept = await store.get(["draft", "mina", "walk", "composer"], z.unknown());
    expect(kept).toEqual({ text: "old\nnew", replyTo: 1 });
  });
  answer();
  await loaded();
  expect(drafts.getState().composer).toEqual({ text: "old\nnew", replyTo: 1 });
});

it("after a text is sent while its last syllable is being composed, the stored draft is shown", async () => {
  await storedBefore({ text: "old" });
  const { drafts, answer, loaded } = await slowPage();
  drafts.setComposing(true);
  drafts.writeComposer({ text: "한" });
  answer();
  drafts.writeComposer({ text: "" });
  await loaded();
  expect(drafts.getState().composer).toEqual({ text: "old" });
});

it("the stored draft is shown only after the syllable that is being composed is complete", async () => {
  await storedBefore({ text: "old" });
  const { drafts, answer, loaded } = await slowPage();
  drafts.setComposing(true);
  drafts.writeComposer({ text: "ㅎ" });
  answer();
  await new Promise((resolve) => setTimeout(resolve));
  drafts.writeComposer({ text: "한" });
  expect(drafts.getState()).toMatchObject({ isLoaded: false, composer: { text: "한" } });
  drafts.setComposing(false);
  await loaded();
  expect(drafts.getState().composer).toEqual({ text: "old\n한" });
});

it("text typed during a slow read of the device storage stays, however long the read takes", async () => {
  const store = new DeviceStore();
  let answer = (_nothing: []) => {};
  const list = vi.spyOn(store, "list").mockReturnValueOnce(
    new Promise((resolve) => {
      answer = resolve;
    }),
  );
  const drafts = new RoomDrafts("mina", "walk", store);
  ends.push(drafts.open(), () => store.close());
  await vi.waitFor(() => expect(list).toHaveBeenCalled());
  drafts.writeComposer({ text: "typed early" });
  drafts.flush();
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  answer([]);
  await vi.waitFor(() => expect(drafts.getState().isLoaded).toBe(true));
  expect(drafts.getState().composer).toEqual({ text: "typed early" });
});

it("a text that is moved back goes before the composer's text, with its mentions and its reply target", async () => {
  const { drafts } = await page();
  const [jieun, mina] = [
    { id: "1", username: "지은" },
    { id: "2", username: "mina" },
  ];
  drafts.writeComposer({ text: "@mina", chosen: [mina] });
  drafts.putBefore({ text: "@지은이", replyTo: 7, chosen: [jieun] });
  expect(drafts.getState().composer).toEqual({ text: "@지은이\n@mina", replyTo: 7, chosen: [jieun, mina] });
  drafts.putBefore({ text: "first", replyTo: 3 });
  expect(drafts.getState().composer).toMatchObject({
    text: "first\n@지은이\n@mina",
    replyTo: 7,
    chosen: [jieun, mina],
  });
});

it("a person whose @name is deleted is no longer chosen, also if it is typed again", async () => {
  const { drafts } = await page();
  drafts.stillChosen = stillChosen;
  drafts.writeComposer({ text: "안녕 @지은 " });
  drafts.writeComposer({ chosen: [{ id: "1", username: "지은", at: 3 }] });
  drafts.writeComposer({ text: "안녕 @지은이 " }, 7);
  expect(drafts.getState().composer.chosen).toEqual([{ id: "1", username: "지은", at: 3 }]);
  drafts.putBefore({ text: "@지은", chosen: [{ id: "1", username: "지은", at: 0 }] });
  expect(drafts.getState().composer.chosen?.map(({ at }) => at)).toEqual([0, 7]);
  drafts.writeComposer({ text: "안녕 @지은이 " }, 0);
  expect(drafts.getState().composer.chosen?.map(({ at }) => at)).toEqual([3]);
  drafts.writeComposer({ text: "안녕 " }, 3);
  expect(drafts.getState().composer.chosen).toEqual([]);
  drafts.writeComposer({ text: "안녕 @지은이" }, 7);
  expect(drafts.getState().composer.chosen).toEqual([]);
});

it("a stored draft that is changed before the list of names is loaded keeps its chosen people, but not their places", async () => {
  await storedBefore({ text: "@지은", chosen: [{ id: "1", username: "지은", at: 0 }] });
  const { drafts } = await page();
  drafts.writeComposer({ replyTo: 3 });
  expect(drafts.getState().composer.chosen).toEqual([{ id: "1", username: "지은", at: 0 }]);
  drafts.writeComposer({ text: "안녕 @지은" }, 3);
  drafts.stillChosen = stillChosen;
  expect(drafts.getState().composer.chosen).toEqual([{ id: "1", username: "지은" }]);
  drafts.writeComposer({ text: "안녕 @" }, 4);
  expect(drafts.getState().composer.chosen).toEqual([]);
});

it("chosen people of text that follows the stored draft keep their place", async () => {
  await storedBefore({ text: "old @지은", chosen: [{ id: "1", username: "지은", at: 4 }] });
  const { drafts, answer, loaded } = await slowPage();
  drafts.writeComposer({ text: "@mina" });
  drafts.writeComposer({ chosen: [{ id: "2", username: "mina", at: 0 }] });
  answer();
  await loaded();
  expect(drafts.getState().composer).toEqual({
    text: "old @지은\n@mina",
    chosen: [
      { id: "1", username: "지은", at: 4 },
      { id: "2", username: "mina", at: 8 },
    ],
  });
});

it("a broken record is ignored; an empty draft leaves no record", async () => {
  const store = new DeviceStore();
  await store.put(["draft", "mina", "walk", "composer"], { text: 5 });
  await store.put(["draft", "mina", "walk", "9"], "?");
  const { drafts, close } = await page();
  expect(drafts.getState()).toMatchObject({ composer: { text: "" }, edits: {} });
  drafts.writeComposer({ text: "x" });
  drafts.flush();
  drafts.writeComposer({ text: "" });
  close();
  await vi.waitFor(async () => {
    expect(await store.get(["draft", "mina", "walk", "composer"], z.unknown())).toBeUndefined();
  });
  store.close();
});

it("a draft that the previous release kept for one tab is migrated once, unless the device has a newer one", async () => {
  const session = new Map([["draft:mina:walk", "from before"]]);
  const removeItem = (key: string) => session.delete(key);
  vi.stubGlobal("sessionStorage", { getItem: (key: string) => session.get(key) ?? null, removeItem });
  const { drafts } = await page();
  expect(drafts.getState().composer).toEqual({ text: "from before" });
  expect(session.size).toBe(0);
  session.set("draft:mina:walk", "older still");
  expect((await page()).drafts.getState().composer).toEqual({ text: "from before" });
});
