import { expect, it } from "vitest";
import type { FromClient } from "../../lib/protocol";
import { TestSocket } from "../../tests/harness/room";
import { Progress } from "./progress";

const MIB = 1024 * 1024;

/** A socket that is sent a MiB with each event; @returns how many MiB it has when it counts as stuck, 100 at most. */
function feed(says: (head: number) => FromClient | undefined): number {
  const user = { id: "a", username: "a", role: "member", sessionId: "s", receipts: true } as const;
  const socket = new TestSocket(user);
  const progress = new Progress();
  for (let head = 1; head <= 100; head++) {
    socket.sent += MIB;
    if (progress.measure(socket, head) === "stuck") return head;
    const frame = says(head);
    if (frame) progress.heard(socket, frame, head);
  }
  return 100;
}

it.each<[string, (head: number) => FromClient | undefined, number]>([
  ["nothing", () => undefined, 17],
  ["sync with its first seq", () => ({ type: "sync", after: 0 }), 17],
  ["read of one and the same", () => ({ type: "read", seq: 1 }), 34],
  ["read above the head", () => ({ type: "read", seq: 1_000 }), 33],
  ["read far behind the head", (head) => ({ type: "read", seq: Math.ceil(head / 10) }), 40],
  ["typing", () => ({ type: "typing", on: true }), 33],
])("D7 B3: a socket that does not read is closed, though it says %s all the time", (_, says, atMost) => {
  expect(feed(says)).toBeLessThanOrEqual(atMost);
});

it.each<[string, (head: number) => FromClient | undefined]>([
  ["read", (head) => ({ type: "read", seq: head })],
  ["read some MiB later", (head) => ({ type: "read", seq: Math.max(1, head - 5) })],
  ["sync after what it has", (head) => (head % 8 === 0 ? { type: "sync", after: head } : undefined)],
  ["reactions to what it reads", (head) => react(head)],
])("D7 B3: a socket that reads stays, as it shows by %s", (_, says) => {
  expect(feed(says)).toBe(100);
});

it("D7 B3: ten sockets of one user that do not read hold at most 36 MiB together, and other users are not affected", () => {
  const guest = { id: "a", username: "a", role: "member", sessionId: "s", receipts: true } as const;
  const sockets = Array.from({ length: 10 }, () => new TestSocket(guest));
  const other = new TestSocket({ ...guest, id: "b" });
  const progress = new Progress();
  let held = 0;
  for (let head = 1; head <= 60; head++) {
    held = 0;
    other.sent += MIB / 8;
    expect(progress.measure(other, head)).toBe("reads");
    for (const socket of sockets) {
      if (socket.closed) continue;
      socket.sent += MIB / 4;
      if (progress.measure(socket, head) === "stuck") {
        socket.close(1013, "not reading");
        progress.forget(socket);
      } else held += socket.sent;
    }
    expect(held).toBeLessThanOrEqual(36.5 * MIB);
  }
  expect(sockets.filter(({ closed }) => closed).length).toBeGreaterThan(0);
});

function react(seq: number): FromClient {
  return { type: "react", clientId: "c", seq, emoji: "👍", on: true };
}
