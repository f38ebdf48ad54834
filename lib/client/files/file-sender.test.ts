import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ServerClock } from "@/lib/client/connection/server-clock";
import { DeviceStore } from "@/lib/client/outbox/device-store";
import { DeviceOutbox } from "@/lib/client/outbox/outbox-store";
import { RoomClient } from "@/lib/client/room-client";
import { newDevice } from "@/tests/harness/fakes/devices";
import { FakeFilesApi } from "@/tests/harness/fakes/files-api";
import { Wire } from "@/tests/harness/fakes/wire";
import { FileSender, senderOf } from "./file-sender";
import { FileStore } from "./file-store";
import { RoomUploads } from "./room-uploads";

const you = { id: "mina", username: "민아" };
let api: FakeFilesApi;
let ends: Array<() => void>;
beforeEach(() => {
  newDevice();
  api = new FakeFilesApi();
  ends = [];
  vi.stubGlobal("navigator", { onLine: true });
});
afterEach(() => {
  for (const end of ends) end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page that shows the room, connected. */
async function page(tab: string, clock = new ServerClock()) {
  const device = new DeviceStore();
  const uploads = new RoomUploads({
    store: new FileStore("mina", "walk", device),
    api,
    prepare: async () => undefined,
    clock,
  });
  const client = new RoomClient({
    ...{ roomId: "walk", userId: "mina", host: "localhost:1", WebSocket: Wire, random: () => 0 },
    initial: { messages: [], head: 0 },
    store: new DeviceOutbox("mina", "walk", device, tab),
    getTicket: async () => ({ ticket: "t", expiresAt: Date.now() + 30_000 }),
  });
  Wire.opened = 0;
  client.open();
  const stop = new FileSender(client, uploads, clock).open();
  const close = () => {
    stop();
    client.close();
    device.close();
  };
  ends.push(close);
  await vi.waitFor(() => expect(Wire.opened).toBe(1));
  const wire = Wire.last;
  wire.open();
  const about = { source: "memory", online: [], readers: {} };
  wire.says({
    type: "welcome",
    protocol: 1,
    you: { ...you, role: "member" },
    ...about,
    mode: "resumed",
    head: 0,
    events: [],
  });
  await vi.waitFor(() => expect(uploads.getState().isLoaded).toBe(true));
  const send = (body: string, names: readonly string[]) => {
    uploads.add(
      names.map((name) => new File(["x"], name)),
      10,
    );
    const files = uploads.getState().files.map(({ id, name }) => ({ id, name }));
    return client.send(body, undefined, undefined, files);
  };
  const pending = () => client.getState().pending.map(({ body, state, reason }) => ({ body, state, reason }));
  return { uploads, client, wire, send, pending, close };
}

it("R4: a message is sent with its tokens once all of its files are uploaded", async () => {
  api.holds = true;
  const { wire, send, client } = await page("one");
  const clientId = send("look", ["a.pdf", "b.pdf"]);
  await vi.waitFor(() => expect(api.held).toHaveLength(2));
  api.held[0]?.();
  await vi.waitFor(() => expect(api.completed).toHaveLength(1));
  expect(wire.sent).toEqual([]);
  api.held[1]?.();
  await vi.waitFor(() => expect(wire.sent).toHaveLength(1));
  expect(wire.sent).toMatchObject([{ clientId, body: "look", files: ["token of a.pdf 1", "token of b.pdf 2"] }]);
  const files = [{ id: "server-1", name: "a.pdf", type: "x/y", size: 1 }];
  wire.says({
    type: "events",
    events: [{ kind: "message", seq: 1, clientId, author: you, body: "look", sentAt: 1, files }],
  });
  expect(client.getState().pending).toEqual([]);
});

it("after a reload, the files are uploaded and the message is sent", async () => {
  api.isOffline = true;
  const one = await page("one");
  const clientId = one.send("look", ["a.pdf"]);
  await vi.waitFor(async () => expect(one.uploads.getState().claimed.size).toBe(1));
  one.close();
  api.isOffline = false;
  // Without Web Locks the next page sends it too; the room recognises repeats.
  const two = await page("two");
  await vi.waitFor(() =>
    expect(two.wire.sent).toMatchObject([{ clientId, body: "look", files: ["token of a.pdf 1"] }]),
  );
});

it("a refused file fails its message, which keeps its text and the other file; sent again, only that file is uploaded again", async () => {
  api.refusals.set("b.pdf", { status: 413, code: "too_large" });
  const { wire, send, pending, client } = await page("one");
  const clientId = send("look", ["a.pdf", "b.pdf"]);
  await vi.waitFor(() => expect(pending()).toEqual([{ body: "look", state: "failed", reason: "file" }]));
  expect(client.getState().pending[0]?.files).toHaveLength(2);
  api.refusals.clear();
  client.retry(clientId);
  await vi.waitFor(() => expect(wire.sent).toMatchObject([{ clientId }]));
  expect(api.created.map(({ name }) => name)).toEqual(["a.pdf", "b.pdf"]);
});

it("files whose tokens the room refuses are uploaded again when the message is sent again", async () => {
  const { wire, send, pending, client } = await page("one");
  const clientId = send("look", ["a.pdf"]);
  await vi.waitFor(() => expect(wire.sent).toHaveLength(1));
  wire.says({ type: "refused", clientId, reason: "bad_file" });
  expect(pending()).toMatchObject([{ state: "failed", reason: "bad_file" }]);
  client.retry(clientId);
  await vi.waitFor(() => expect(wire.sent).toHaveLength(2));
  expect(wire.sent[1]).toMatchObject({ clientId, files: ["token of a.pdf 2"] });
});

it("a file that waited in the draft for a week is uploaded again before its message is sent", async () => {
  const { wire, uploads, client } = await page("one");
  uploads.add([new File(["x"], "a.pdf")], 10);
  await vi.waitFor(() => expect(uploads.getState().files).toMatchObject([{ state: "uploaded" }]));
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 7 * 24 * 3_600_000 });
  const files = uploads.getState().files.map(({ id, name }) => ({ id, name }));
  client.send("look", undefined, undefined, files);
  await vi.waitFor(() => expect(wire.sent).toMatchObject([{ files: ["token of a.pdf 2"] }]));
});

it.each([-8, 8])(
  "a device whose clock is %i days off uploads a file once, and sends it again after a break",
  async (days) => {
    api.now = () => Date.now() - days * 86_400_000;
    const clock = new ServerClock();
    clock.learn(api.now());
    const { wire, send, client } = await page("one", clock);
    const clientId = send("look", ["a.pdf"]);
    await vi.waitFor(() => expect(wire.sent).toMatchObject([{ clientId }]));
    client.outbox.disconnected(1006);
    client.outbox.welcomed();
    expect(wire.sent).toHaveLength(2);
    expect(api.created).toHaveLength(1);
  },
);

it("a discarded message cancels the upload of its files, unless it was sent", async () => {
  api.holds = true;
  const { wire, send, client, uploads } = await page("one");
  const waiting = send("look", ["a.pdf"]);
  await vi.waitFor(() => expect(api.held).toHaveLength(1));
  client.discard(waiting);
  expect(api.cancelled).toEqual(api.ids);
  api.holds = false;
  await vi.waitFor(() => expect(api.stopped).toBe(1));
  await vi.waitFor(() => expect(uploads.getState().files).toEqual([]));
  const sent = send("again", ["b.pdf"]);
  await vi.waitFor(() => expect(wire.sent).toMatchObject([{ clientId: sent }]));
  client.discard(sent);
  expect(api.cancelled.map((id) => api.ids.indexOf(id))).toEqual([0]);
});

it("parts of a screen share a client's sender, which ends with the last of them", async () => {
  const { wire, send, client, uploads } = await page("one");
  const [sender, same] = [senderOf(client, uploads), senderOf(client, uploads)];
  expect(same).toBe(sender);
  const [first, second] = [sender.open(), same.open()];
  const attach = vi.spyOn(client.outbox, "attach");
  first();
  first();
  send("look", ["a.pdf"]);
  await vi.waitFor(() => expect(wire.sent).toHaveLength(1));
  // One is the page's own.
  expect(attach).toHaveBeenCalledTimes(2);
  second();
  const clientId = send("again", ["b.pdf"]);
  await vi.waitFor(() => expect(attach.mock.calls.filter(([id]) => id === clientId)).toHaveLength(1));
});

it("a message whose files the device has lost fails, with its text", async () => {
  const { client, pending } = await page("one");
  client.send("look", undefined, undefined, [{ id: "gone", name: "a.pdf" }]);
  await vi.waitFor(() => expect(pending()).toEqual([{ body: "look", state: "failed", reason: "file" }]));
});
