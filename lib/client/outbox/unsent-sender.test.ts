import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RoomClient } from "@/lib/client/room-client";
import { newId } from "@/lib/shared/ids";
import { newDevice } from "@/tests/harness/fakes/devices";
import { Wire } from "@/tests/harness/fakes/wire";
import { DeviceStore } from "./device-store";
import { DeviceOutbox } from "./outbox-store";
import type { LocalFile } from "./requests";
import { UnsentSender, type UnsentSenderOptions } from "./unsent-sender";

const you = { id: "mina", username: "민아" };
let asked: string[];
let end: () => void;
beforeEach(() => {
  newDevice();
  asked = [];
  end = () => {};
});
afterEach(() => {
  end();
  vi.unstubAllGlobals();
});

/** Leaves unsent requests like a page that was closed. */
async function leaveUnsent(roomId: string, body: string, files?: readonly LocalFile[]): Promise<void> {
  const frame = { type: "send" as const, clientId: newId(), body };
  const entry = { frame, at: Date.now(), state: "sending" as const, tab: "gone", ...(files && { files }) };
  await new DeviceOutbox("mina", roomId, new DeviceStore(), "gone").add(entry);
}

/** A page of the app that shows `openRoom`, or no room. */
function page(
  openRoom: string | undefined,
  barred: readonly string[] = [],
  uploadFiles?: UnsentSenderOptions["uploadFiles"],
): UnsentSender {
  const device = new DeviceStore();
  const drain = new UnsentSender(
    {
      ...{ userId: "mina", uploadFiles },
      connect: async (roomId) => {
        asked.push(roomId);
        if (barred.includes(roomId)) return "never";
        return new RoomClient({
          roomId,
          userId: "mina",
          host: "localhost:1",
          initial: { messages: [], head: 2 },
          store: new DeviceOutbox("mina", roomId, device, "here"),
          getTicket: async () => ({ ticket: "t", expiresAt: Date.now() + 30_000 }),
          WebSocket: Wire,
          random: () => 0,
        });
      },
    },
    device,
  );
  drain.roomOpened(openRoom);
  end = drain.open();
  return drain;
}

async function connected(): Promise<void> {
  await vi.waitFor(() => expect(Wire.opened).toBe(1));
  Wire.last.open();
  Wire.last.says({
    type: "welcome",
    protocol: 1,
    you: { ...you, role: "member" },
    source: "memory",
    online: [],
    readers: {},
    mode: "resumed",
    head: 2,
    events: [],
  });
}

it("requests that a closed page left in a room are sent from another page, which then closes the socket", async () => {
  await leaveUnsent("walk", "hello");
  Wire.opened = 0;
  const drain = page(undefined);
  await connected();
  await vi.waitFor(() => expect(Wire.last.sent).toMatchObject([{ type: "send", body: "hello" }]));
  expect(drain.isUnsent()).toBe(true);
  const [sent] = Wire.last.sent as Array<{ clientId: string }>;
  Wire.last.says({
    type: "events",
    events: [{ kind: "message", seq: 3, clientId: sent?.clientId, author: you, body: "hello", sentAt: 1 }],
  });
  await vi.waitFor(() => expect(Wire.last.readyState).toBe(3));
  expect(drain.isUnsent()).toBe(false);
  expect(asked).toEqual(["walk"]);
});

it("the drain skips the page's own room, and tries a room where the user may not write only once", async () => {
  await leaveUnsent("walk", "hello");
  await leaveUnsent("books", "hello");
  const drain = page("walk", ["books"]);
  await vi.waitFor(() => expect(asked).toEqual(["books"]));
  drain.roomOpened("walk");
  await new DeviceStore().list(["unsent"], (await import("./requests")).storedEntry);
  expect(asked).toEqual(["books"]);
  drain.roomOpened(undefined);
  await vi.waitFor(() => expect(asked).toEqual(["books", "walk"]));
});

it("files of a message that a closed page left are uploaded, until the message is sent", async () => {
  await leaveUnsent("walk", "hello", [{ id: "f", name: "a.pdf" }]);
  Wire.opened = 0;
  const stopped = vi.fn();
  const upload = vi.fn((_roomId: string, client: RoomClient) => {
    client.subscribe(() => {
      const [waiting] = client.getState().pending;
      if (waiting) client.outbox.attach(waiting.clientId, { tokens: ["t"], validUntil: Date.now() + 60_000 });
    });
    return stopped;
  });
  page(undefined, [], upload);
  await connected();
  await vi.waitFor(() => expect(Wire.last.sent).toMatchObject([{ type: "send", body: "hello", files: ["t"] }]));
  expect([upload.mock.calls.length, stopped.mock.calls.length]).toEqual([1, 0]);
  const [sent] = Wire.last.sent as Array<{ clientId: string }>;
  const event = { kind: "message", seq: 3, clientId: sent?.clientId, author: you, body: "hello", sentAt: 1 };
  Wire.last.says({ type: "events", events: [event] });
  await vi.waitFor(() => expect(stopped).toHaveBeenCalledTimes(1));
});
