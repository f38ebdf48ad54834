import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as z from "zod";
import { newDevice } from "@/tests/harness/fakes/devices";
import { DeviceStore, type Key } from "./device-store";
import { deleteWriting, hasUnsavedWriting, watchWriting } from "./writing";

let store: DeviceStore;
beforeEach(() => {
  newDevice();
  store = new DeviceStore();
});
afterEach(() => {
  store.close();
  vi.unstubAllGlobals();
});

const OF_MINA: Key[] = [
  ["draft", "mina", "walk", "composer"],
  ["draft", "mina", "walk", "12"],
  ["unsent", "mina", "walk", "a"],
  ["unsent", "mina", "tea", "b"],
  ["file", "mina", "walk", "f"],
  ["bytes", "mina", "walk", "f"],
];
const OF_OTHERS: Key[] = [
  ["draft", "jun", "walk", "composer"],
  ["unsent", "mina2", "walk", "c"],
  ["file", "jun", "walk", "g"],
];
const keys = async () =>
  (await Promise.all(["draft", "unsent", "file", "bytes"].map((kind) => store.list([kind], z.unknown()))))
    .flat()
    .map(({ key }) => key);

it("removes all of a user's drafts and unsent messages from this device, and none of another's", async () => {
  for (const key of [...OF_MINA, ...OF_OTHERS]) await store.put(key, { text: "x" });
  expect(await hasUnsavedWriting("mina", store)).toBe(true);
  await deleteWriting("mina", store);
  expect(await hasUnsavedWriting("mina", store)).toBe(false);
  expect(await keys()).toEqual(OF_OTHERS);
});

it.each([["draft"], ["unsent"], ["file"]])("finds a record of kind %s alone", async (kind) => {
  expect(await hasUnsavedWriting("mina", store)).toBe(false);
  await store.put([kind, "mina", "walk", "x"], { text: "x" });
  expect(await hasUnsavedWriting("mina", store)).toBe(true);
});

it("notifies other tabs, which then show none of it either", async () => {
  const other = new DeviceStore();
  const heard: Key[] = [];
  other.listen(["draft", "mina", "walk"], (key) => heard.push(key));
  await store.put(["draft", "mina", "walk", "composer"], { text: "x" });
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  await deleteWriting("mina", store);
  await vi.waitFor(() => expect(heard).toHaveLength(2));
  other.close();
});

it("also removes text that the device could not store and memory holds", async () => {
  vi.stubGlobal("indexedDB", undefined);
  const inMemory = new DeviceStore();
  await inMemory.put(["draft", "mina", "walk", "composer"], { text: "x" });
  expect(await hasUnsavedWriting("mina", inMemory)).toBe(true);
  await deleteWriting("mina", inMemory);
  expect(await hasUnsavedWriting("mina", inMemory)).toBe(false);
  inMemory.close();
});

it("a tab hears that another tab has removed a user's drafts and unsent messages, and nothing of other users", async () => {
  for (const key of [...OF_MINA, ...OF_OTHERS]) await store.put(key, { text: "x" });
  const tab = new DeviceStore();
  const heard = { mina: vi.fn(), jun: vi.fn() };
  const stop = watchWriting("mina", heard.mina, tab);
  watchWriting("jun", heard.jun, tab);
  await deleteWriting("mina", store);
  await vi.waitFor(() => expect(heard.mina).toHaveBeenCalledTimes(OF_MINA.length));
  expect(await hasUnsavedWriting("mina", tab)).toBe(false);
  stop();
  await deleteWriting("jun", store);
  await vi.waitFor(() => expect(heard.jun).toHaveBeenCalledTimes(1));
  expect(heard.mina).toHaveBeenCalledTimes(OF_MINA.length);
  tab.close();
});
