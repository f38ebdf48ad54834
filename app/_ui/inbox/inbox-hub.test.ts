import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { newId } from "@/lib/shared/ids";
import { Wire } from "@/tests/harness/fakes/wire";
import { InboxHub } from "./inbox-hub";

let hub: InboxHub;
const heard = vi.fn();
const refreshed = vi.fn();
beforeEach(async () => {
  vi.useFakeTimers();
  heard.mockReset();
  refreshed.mockReset();
  const getTicket = async () => ({ ticket: "t", expiresAt: Date.now() + 30_000 });
  hub = new InboxHub({ userId: "u", host: "localhost:1", getTicket, WebSocket: Wire, random: () => 0.5 });
  hub.subscribe(heard);
  hub.listen({ refresh: refreshed });
  hub.open();
  await vi.advanceTimersByTimeAsync(1);
});
function comeUp() {
  Wire.last.open();
  Wire.last.says({ type: "welcome", protocol: 1 });
}
afterEach(() => {
  hub.close();
  vi.useRealTimers();
});

it("watches at most 100 rooms: the open one, then the 50 newest own rooms, other shown rooms, the other own rooms", async () => {
  comeUp();
  const ids = (count: number) => Array.from({ length: count }, () => newId());
  const [own, others, open] = [ids(120), ids(30), newId()];
  hub.openRoom = open;
  hub.showOwn(own);
  hub.show({}, others);
  await vi.advanceTimersByTimeAsync(300);
  const said = Wire.last.sent.at(-1) as { rooms?: string[] };
  expect(said.rooms).toEqual([open, ...own.slice(0, 50), ...others, ...own.slice(50, 69)]);
});

it.each([
  [1_000, "are not reloaded", 0],
  [6_000, "are reloaded", 1],
])("after a first connection that took %i ms, the lists %s", async (ms, _, times) => {
  await vi.advanceTimersByTimeAsync(ms);
  comeUp();
  expect(refreshed).toHaveBeenCalledTimes(times);
});

it("reports a lost connection only after a while, and reports its return", async () => {
  comeUp();
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(4_000);
  expect([hub.getState(), heard.mock.calls.length]).toEqual(["live", 0]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(hub.getState()).toBe("down");
  comeUp();
  expect([hub.getState(), heard.mock.calls.length]).toEqual(["live", 2]);
});

it("knows since when it is connected, from the last connection on", async () => {
  expect(hub.liveSince).toBe(Number.POSITIVE_INFINITY);
  comeUp();
  const first = Date.now();
  expect(hub.liveSince).toBe(first);
  Wire.last.drop();
  expect(hub.liveSince).toBe(Number.POSITIVE_INFINITY);
  await vi.advanceTimersByTimeAsync(4_000);
  comeUp();
  expect(hub.liveSince).toBe(first + 4_000);
  Wire.last.drop(4003, "session ended");
  expect(hub.liveSince).toBe(Number.POSITIVE_INFINITY);
});

it("reports at once that the inbox does not serve this page's version, and does not reconnect", async () => {
  comeUp();
  const before = Wire.opened;
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(1_000);
  Wire.last.open();
  Wire.last.drop(4009, "protocol version");
  expect(hub.getState()).toBe("outdated");
  await vi.advanceTimersByTimeAsync(60_000);
  expect([hub.getState(), Wire.opened - before]).toEqual(["outdated", 1]);
});

it.each(["session ended"])(
  "reports at once that the session has ended (%s), and does not reconnect until it is opened again",
  async (reason) => {
    comeUp();
    const before = Wire.opened;
    Wire.last.drop(4003, reason);
    expect(hub.getState()).toBe("signed_out");
    await vi.advanceTimersByTimeAsync(60_000);
    expect([hub.getState(), Wire.opened]).toEqual(["signed_out", before]);
    hub.open();
    await vi.advanceTimersByTimeAsync(1);
    comeUp();
    expect(hub.getState()).toBe("live");
  },
);
