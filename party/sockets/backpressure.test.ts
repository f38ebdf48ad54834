import { expect, it } from "vitest";
import { type Mark, mark } from "@/lib/protocol/connection";
import type { ClientFrame } from "@/lib/protocol/room";
import { TestSocket } from "@/tests/harness/peers/test-socket";
import { Backpressure, textBytes } from "./backpressure";

const MIB = 1024 * 1024;
const guest = { id: "a", username: "a", role: "member", sessionId: "s", receipts: true } as const;
const marksOf = ({ texts }: TestSocket) => texts.map((text): Mark => mark.parse(JSON.parse(text)));

/**
 * Sends a socket up to 100 MiB, one after the other. @returns how many it had been sent when it counted as stuck, else
 * 100
 */
function feed(says: (step: number, marks: Mark[]) => ClientFrame | undefined): number {
  const socket = new TestSocket(guest);
  const progress = new Backpressure();
  for (let step = 1; step <= 100; step++) {
    socket.sent += MIB;
    if (progress.measure(socket) === "stuck") return step;
    const frame = says(step, marksOf(socket));
    if (frame?.type === "mark") progress.markReturned(socket, frame);
    else if (frame && frame.type !== "sync") progress.frameReceived(socket);
  }
  return 100;
}

const react = (seq: number): ClientFrame => ({ type: "react", clientId: "c", seq, emoji: "👍", on: true });

it.each<[string, (step: number) => ClientFrame | undefined, number]>([
  ["nothing", () => undefined, 17],
  ["sync with the newest seq", (seq) => ({ type: "sync", after: seq }), 17],
  ["read of the newest seq, which another socket may have told it", (seq) => ({ type: "read", seq }), 33],
  ["reactions to the newest message", react, 33],
  ["typing", () => ({ type: "typing", on: true }), 33],
  ["marks of its own invention", (step) => ({ type: "mark", id: String(step) }), 17],
])("D7 B3: a socket that does not read is closed, although it keeps sending %s", (_, says, atMost) => {
  expect(feed(says)).toBeLessThanOrEqual(atMost);
});

it("D7 B3: a socket cannot return the marks of another one", () => {
  const [reads, lies] = [new TestSocket(guest), new TestSocket(guest)];
  const progress = new Backpressure();
  for (let step = 0; step < 5; step++) {
    for (const socket of [reads, lies]) {
      socket.sent += MIB;
      progress.measure(socket);
    }
  }
  for (const mark of marksOf(reads)) progress.markReturned(lies, mark);
  let step = 5;
  for (; step < 100 && progress.measure(lies) === "reads"; step++) lies.sent += MIB;
  expect(step).toBeLessThanOrEqual(17);
});

it("D7 B3: a socket cannot return a mark twice", () => {
  const socket = new TestSocket(guest);
  const progress = new Backpressure();
  for (let step = 1; step <= 20; step++) {
    socket.sent += MIB;
    if (progress.measure(socket) === "stuck") return expect(step).toBeGreaterThan(16);
    const [first] = marksOf(socket);
    if (first) progress.markReturned(socket, first);
  }
  expect.fail("the socket was never closed");
});

it.each<[string, (step: number, marks: Mark[]) => ClientFrame | undefined]>([
  ["at once", (_, marks) => marks.at(-1)],
  ["some MiB later", (_, marks) => marks.at(-6)],
  ["rarely", (step, marks) => (step % 8 === 0 ? marks.at(-1) : undefined)],
])("D7 B3: a socket that returns marks %s stays", (_, says) => {
  expect(feed(says)).toBe(100);
});

it("D7 B3: ten sockets of one user that do not read hold at most 36 MiB together, and other users are not affected", () => {
  const sockets = Array.from({ length: 10 }, () => new TestSocket(guest));
  const other = new TestSocket({ ...guest, id: "b" });
  const progress = new Backpressure();
  let held = 0;
  for (let step = 1; step <= 60; step++) {
    held = 0;
    other.sent += MIB / 8;
    expect(progress.measure(other)).toBe("reads");
    for (const socket of sockets) {
      if (socket.closed) continue;
      socket.sent += MIB / 4;
      if (progress.measure(socket) === "stuck") {
        socket.close(1013, "not reading");
        progress.forget(socket);
      } else held += socket.sent;
    }
    expect(held).toBeLessThanOrEqual(36.5 * MIB);
  }
  expect(sockets.filter(({ closed }) => closed).length).toBeGreaterThan(0);
});

it("D7: frames are measured in bytes, so Korean text counts three times as much", () => {
  expect(["abc", "가나다", "가나다", "😀"].map(textBytes)).toEqual([3, 9, 9, 4]);
});
