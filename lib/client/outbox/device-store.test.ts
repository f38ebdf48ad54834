import { IDBObjectStore } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { newDevice } from "@/tests/harness/fakes/devices";
import { DeviceStore, type Key } from "./device-store";

const text = z.object({ text: z.string() });
let tabs: DeviceStore[];
const tab = () => {
  const store = new DeviceStore();
  tabs.push(store);
  return store;
};
beforeEach(() => {
  tabs = [];
  newDevice();
});
afterEach(() => {
  for (const each of tabs) each.close();
  vi.unstubAllGlobals();
});

it("one tab reads what another writes, by prefix, and not keys that only begin with the same letters", async () => {
  await tab().put(["draft", "mina", "walk"], { text: "a" });
  await tab().put(["draft", "mina2", "walk"], { text: "b" });
  expect(await tab().get(["draft", "mina", "walk"], text)).toEqual({ text: "a" });
  expect(await tab().list(["draft", "mina"], text)).toEqual([{ key: ["draft", "mina", "walk"], value: { text: "a" } }]);
});

it("a record that does not fit the schema is skipped, and the others are read", async () => {
  const store = tab();
  await store.put(["draft", "a"], { text: 7 });
  await store.put(["draft", "b"], { text: "kept" });
  expect(await store.get(["draft", "a"], text)).toBeUndefined();
  expect(await store.list(["draft"], text)).toMatchObject([{ value: { text: "kept" } }]);
});

it("concurrent changes of two tabs are both kept; a removed record is not created again", async () => {
  const [one, two] = [tab(), tab()];
  await one.put(["n"], { text: "" });
  const add = (store: DeviceStore, more: string) =>
    store.update(["n"], text, ({ text: before }) => ({ text: before + more }));
  await Promise.all([add(one, "a"), add(two, "b"), add(one, "c")]);
  expect([...((await one.get(["n"], text))?.text ?? "")].sort().join("")).toBe("abc");
  await two.remove(["n"]);
  expect(await add(one, "d")).toBeUndefined();
  expect(await one.get(["n"], text)).toBeUndefined();
});

it("notifies other tabs, but not its own, of changed keys under their prefix", async () => {
  const [here, there] = [tab(), tab()];
  const heard: Array<[string, Key]> = [];
  here.listen(["draft", "mina"], (key) => heard.push(["here", key]));
  there.listen(["draft", "mina"], (key) => heard.push(["there", key]));
  await here.put(["draft", "jun", "walk"], { text: "" });
  await here.put(["draft", "mina", "walk"], { text: "" });
  await here.remove(["draft", "mina", "walk"]);
  await vi.waitFor(() => expect(heard).toHaveLength(2));
  expect(heard).toEqual([
    ["there", ["draft", "mina", "walk"]],
    ["there", ["draft", "mina", "walk"]],
  ]);
});

it("a foreign message on the channel changes nothing", async () => {
  const store = tab();
  const heard: Key[] = [];
  store.listen(["draft"], (key) => heard.push(key));
  const channel = new BroadcastChannel("sarangbang-written");
  for (const nonsense of [undefined, "key", { key: "draft" }, { key: [1] }]) channel.postMessage(nonsense);
  channel.postMessage({ key: ["draft", "x"] });
  await vi.waitFor(() => expect(heard).toEqual([["draft", "x"]]));
  channel.close();
});

describe("with storage forbidden", () => {
  const refuse = () => {
    throw new DOMException("denied", "SecurityError");
  };
  it.each([
    ["there is none", undefined],
    ["it throws", { open: refuse }],
  ])("%s: a record is kept as long as the page", async (_, indexedDB) => {
    vi.stubGlobal("indexedDB", indexedDB);
    const store = tab();
    await store.put(["draft", "b"], { text: "b" });
    await store.put(["draft", "a"], { text: "a" });
    await store.update(["draft", "a"], text, () => ({ text: "new" }));
    expect((await store.list(["draft"], text)).map(({ value }) => value.text)).toEqual(["new", "b"]);
    await store.remove(["draft", "a"]);
    expect(await store.get(["draft", "a"], text)).toBeUndefined();
    expect(await store.list(["draft"], text)).toHaveLength(1);
  });
});

it("with full storage, a written record replaces the stored one while the page lives or until there is space", async () => {
  const store = tab();
  await store.put(["draft", "a"], { text: "old" });
  const full = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  await store.put(["draft", "a"], { text: "new" });
  await store.put(["draft", "b"], { text: "b" });
  await store.update(["draft", "b"], text, ({ text }) => ({ text: `${text}!` }));
  const texts = async (of: DeviceStore) => (await of.list(["draft"], text)).map(({ value }) => value.text);
  expect(await texts(store)).toEqual(["new", "b!"]);
  expect(await store.get(["draft", "a"], text)).toEqual({ text: "new" });
  await store.remove(["draft", "b"]);
  expect(await texts(store)).toEqual(["new"]);
  expect(await texts(tab())).toEqual(["old"]);
  full.mockRestore();
  await store.put(["draft", "a"], { text: "newest" });
  expect([await texts(store), await texts(tab())]).toEqual([["newest"], ["newest"]]);
});

describe("several records", () => {
  const RECORDS = ["a", "b"].map((name) => ({ key: ["draft", name], value: { text: name } }));
  const texts = async (of: DeviceStore) => (await of.list(["draft"], text)).map(({ value }) => value.text);

  it("are written together, and other tabs hear of each", async () => {
    const heard: Key[] = [];
    tab().listen(["draft"], (key) => heard.push(key));
    await tab().putAll(RECORDS);
    await vi.waitFor(() => expect(heard).toEqual([RECORDS[0]?.key, RECORDS[1]?.key]));
    expect(await texts(tab())).toEqual(["a", "b"]);
  });

  it("are all kept in memory if the storage has no space for one of them", async () => {
    const store = tab();
    const { put } = IDBObjectStore.prototype;
    const full = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
      this: IDBObjectStore,
      value,
      key,
    ) {
      if (value.text === "b") throw new DOMException("full", "QuotaExceededError");
      return put.call(this, value, key);
    } as typeof put);
    await store.putAll(RECORDS);
    expect([await texts(store), await texts(tab())]).toEqual([["a", "b"], []]);
    full.mockRestore();
  });

  it.each(["with a storage", "without"])("%s: are not replaced if one was removed", async (kind) => {
    if (kind === "without") vi.stubGlobal("indexedDB", undefined);
    const store = tab();
    await store.putAll(RECORDS);
    const next = RECORDS.map(({ key }) => ({ key, value: { text: "new" } }));
    await store.remove(["draft", "b"]);
    await store.putAll(next, { onlyIfPresent: true });
    expect(await texts(store)).toEqual(["a"]);
    await store.putAll(RECORDS);
    await store.putAll(next, { onlyIfPresent: true });
    expect(await texts(store)).toEqual(["new", "new"]);
  });
});
