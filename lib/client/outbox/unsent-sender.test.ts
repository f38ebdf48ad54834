import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RoomClient } from "@/lib/client/room-client";
import { newId } from "@/lib/shared/ids";
import { newDevice } from "@/tests/harness/fakes/devices";
import { Wire } from "@/tests/harness/fakes/wire";
import { DeviceStore } from "./device-store";
import { DeviceOutbox } from "./outbox-store";
import { UnsentSender } from "./unsent-sender";

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
async function leaveUnsent(roomId: string, body: string): Promise<void> {
  const frame = { type: "send" as const, clientId: newId(), body };
  const entry = { frame, at: Date.now(), state: "sending" as const, tab: "gone" };
  await new DeviceOutbox("mina", roomId, new DeviceStore(), "gone").add(entry);
}

/** A page of the app that shows `openRoom`, or no room. */
function page(openRoom: string | undefined, barred: readonly string[] = []): UnsentSender {
  const device = new DeviceStore();
  const drain = new UnsentSender(
    {
      userId: "mina",
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

it("requests that a closed page left in a room are sent from another page, which then closes the socket", async () => {
  await leaveUnsent("walk", "hello");
  Wire.opened = 0;
  const drain = page(undefined);
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
