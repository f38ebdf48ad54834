import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { TICKET_TTL_S } from "@/lib/protocol/limits";
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

/** A socket that is connecting, with the codes of its breaks. */
function connecting() {
  const codes: number[] = [];
  const options = { host: "localhost:1", WebSocket: Wire, random: () => 0, getTicket: async () => ({ ticket: "t" }) };
  const handlers = { frame() {}, down: (code: number) => void codes.push(code), ended() {} };
  const socket = new TicketSocket("/parties/main/r", options, handlers);
  const before = Wire.opened;
  const made = () => Wire.opened - before;
  socket.open();
  return { socket, codes, made };
}

it("the first connection waits for no timer", async () => {
  const { socket, made } = connecting();
  // Only microtasks: the fake timers stand still.
  for (let i = 0; i < 20; i++) await Promise.resolve();
  expect(made()).toBe(1);
  socket.close();
});

it("a network failure counts as one break, which no frame has caused", async () => {
  const { socket, codes, made } = connecting();
  await vi.advanceTimersByTimeAsync(1);
  Wire.last.open();
  Wire.last.dispatchEvent(new Event("error"));
  Wire.last.drop(1006);
  expect(codes).toEqual([1000]);
  await vi.advanceTimersByTimeAsync(1);
  expect(made()).toBe(2);
  socket.close();
});

it("a connection that does not open in time is replaced; one that opens late is ignored", async () => {
  const { socket, codes, made } = connecting();
  await vi.advanceTimersByTimeAsync(1);
  const first = Wire.last;
  await vi.advanceTimersByTimeAsync(12_000);
  expect([codes, made(), first.readyState]).toEqual([[1000], 2, 3]);
  first.says({ type: "pong" });
  first.drop(1006);
  expect(codes).toEqual([1000]);
  socket.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(made()).toBe(2);
});

it("a refusal that arrives after a close does not end the connection that was opened since", async () => {
  const answers: ((answer: { ticket: string } | { refusal: "signed_out" }) => void)[] = [];
  const getTicket = () =>
    new Promise<{ ticket: string } | { refusal: "signed_out" }>((resolve) => answers.push(resolve));
  const ended = vi.fn();
  const options = { host: "localhost:1", WebSocket: Wire, random: () => 0, getTicket };
  const socket = new TicketSocket("/parties/main/r", options, { frame() {}, down() {}, ended });
  const before = Wire.opened;
  socket.open();
  socket.close();
  socket.open();
  const [first, second] = answers;
  first?.({ refusal: "signed_out" });
  second?.({ ticket: "t" });
  await vi.advanceTimersByTimeAsync(1);
  expect([ended.mock.calls, Wire.opened - before]).toEqual([[], 1]);
  socket.close();
});
