import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { newDevice } from "@/tests/harness/fakes/devices";
import { DeviceStore } from "./device-store";
import { DeviceOutbox, unsentRooms } from "./outbox-store";
import type { OutboxEntry } from "./requests";

let devices: DeviceStore[];
beforeEach(() => {
  devices = [];
  newDevice();
});
afterEach(() => {
  for (const device of devices) device.close();
  vi.unstubAllGlobals();
});

/** One page's outbox of a room. */
function page(tab: string, userId = "mina", roomId = "walk"): DeviceOutbox {
  const device = new DeviceStore();
  devices.push(device);
  return new DeviceOutbox(userId, roomId, device, tab);
}
const entry = (clientId: string, at: number, more: object = {}): OutboxEntry => {
  return { frame: { type: "send", clientId, body: clientId }, at, state: "sending", tab: "one", ...more };
};
const bodies = (entries: readonly OutboxEntry[]) => entries.map(({ frame }) => frame.clientId);

it("the next page finds unsent requests, oldest first and complete, only for that account and room", async () => {
  const one = page("one");
  const frame = { type: "send" as const, clientId: "b", body: "b", replyTo: 3, mentions: ["u2"] };
  const files = [{ id: "f1", name: "a.png" }];
  await one.add(entry("b", 2, { frame, files }));
  await one.add(entry("a", 1, { state: "failed", reason: "forbidden" }));
  const found = await page("two").load();
  expect(found).toMatchObject([
    { frame: { body: "a" }, state: "failed", reason: "forbidden" },
    { frame, files },
  ]);
  expect(await page("two", "jun").load()).toEqual([]);
  expect(await page("two", "mina", "books").load()).toEqual([]);
  expect([...(await unsentRooms("mina", new DeviceStore())).keys()]).toEqual(["walk"]);
  expect((await unsentRooms("jun", new DeviceStore())).size).toBe(0);
});

it("of two pages that take over an entry, one gets it; a change does not create a removed entry again", async () => {
  const [one, two, three] = [page("one"), page("two"), page("three")];
  await one.add(entry("a", 1));
  expect((await Promise.all([two.adopt(entry("a", 1)), three.adopt(entry("a", 1))])).sort()).toEqual([false, true]);
  two.remove("a");
  three.change(entry("a", 1, { state: "failed" }));
  await vi.waitFor(async () => expect(await one.load()).toEqual([]));
});

it("every change is broadcast to other pages", async () => {
  const [one, two] = [page("one"), page("two")];
  const heard = vi.fn();
  two.listen(heard);
  await one.add(entry("a", 1));
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
  one.remove("a");
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
});

it("a broken record is skipped, an unknown reason is dropped", async () => {
  const one = page("one");
  await one.add({ frame: { type: "send" } } as OutboxEntry);
  await one.add(entry("a", 1, { state: "failed", reason: "fireworks" }));
  expect(await one.load()).toMatchObject([{ state: "failed", reason: undefined }]);
});

it("records that the previous release kept for one tab are migrated once; requests that failed because the room was closed are sent again", async () => {
  const old = [
    { clientId: "a", body: "a", at: 1, state: "sending", replyTo: 4 },
    { clientId: "b", body: "b", at: 2, state: "failed", reason: "closed" },
  ];
  const session = new Map([["unsent:mina:walk", JSON.stringify(old)]]);
  const removeItem = (key: string) => session.delete(key);
  vi.stubGlobal("sessionStorage", { getItem: (key: string) => session.get(key) ?? null, removeItem });
  const found = await page("one").load();
  expect(bodies(found)).toEqual(["a", "b"]);
  expect(found).toMatchObject([{ frame: { replyTo: 4 }, state: "sending", tab: "one" }, { state: "sending" }]);
  expect(session.size).toBe(0);
});
