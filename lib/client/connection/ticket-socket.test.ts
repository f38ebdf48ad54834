import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { TICKET_TTL_S } from "@/lib/protocol/ticket-ttl";
import { Wire } from "@/tests/harness/fakes/wire";
import { ServerClock } from "./server-clock";
import { TicketSocket } from "./ticket-socket";

const AHEAD_MS = 60 * 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The server's time as the page knows it after connecting with this ticket, relative to the device's. */
async function skewAfter(ticket: { ticket: string; expiresAt?: number }): Promise<number> {
  const clock = new ServerClock();
  const options = { host: "localhost:1", clock, WebSocket: Wire, getTicket: async () => ticket };
  const socket = new TicketSocket("/parties/main/r", options, { frame() {}, down() {}, ended() {} });
  const before = Wire.opened;
  socket.open();
  await vi.advanceTimersByTimeAsync(1);
  expect(Wire.opened).toBe(before + 1);
  socket.close();
  return clock.now() - Date.now();
}

it("a ticket that was requested for this connection sets the page's clock", async () => {
  const expiresAt = Date.now() + AHEAD_MS + TICKET_TTL_S * 1000;
  expect(await skewAfter({ ticket: "t", expiresAt })).toBeCloseTo(AHEAD_MS, -2);
});

it("a ticket of unknown age does not", async () => {
  expect(await skewAfter({ ticket: "t" })).toBe(0);
});
