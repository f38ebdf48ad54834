import type { FromClient } from "../../lib/protocol";
import type { Socket } from "../ports";

/**
 * A socket that has been sent this much without a sign that it reads may have stopped, and what it does not read the host keeps
 * in memory. The platform tells no one how much that is. In characters.
 */
export const UNREAD_MAX = 16 * 1024 * 1024;
/** Every other good frame counts for so much, until the next sign: clients of before say `typing` to show that they read. */
const FORGIVEN_MAX = UNREAD_MAX;
/** What was sent is noted in steps of this. In characters. */
const STEP = 512 * 1024;

interface Sent {
  /** The room's head when so much had been sent. */
  head: number;
  sent: number;
}

interface Reading {
  /** So much of what was sent it has shown to have read. */
  readTo: number;
  /** The newest seq that it has said to have seen. */
  seen: number;
  forgiven: number;
  /** Oldest first; at most UNREAD_MAX / STEP, or the socket is closed. */
  steps: Sent[];
}

/** How much of what a socket has been sent it may not have read: all counts, and only what shows that it reads takes away. */
export class Progress {
  private readonly readings = new WeakMap<Socket, Reading>();

  /** To be asked whenever something has been sent, with the room's head. */
  measure(socket: Socket, head: number): "reads" | "stuck" {
    const { readTo, forgiven, steps } = this.of(socket);
    if (socket.sent - (steps.at(-1)?.sent ?? readTo) >= STEP) steps.push({ head, sent: socket.sent });
    return socket.sent - readTo - forgiven > UNREAD_MAX ? "stuck" : "reads";
  }

  /** It has sent a frame that was taken. */
  heard(socket: Socket, frame: FromClient, head: number): void {
    const reading = this.of(socket);
    const seen = seqSeen(frame) ?? 0;
    // Nobody has read what is not there yet.
    if (seen > reading.seen && seen <= head) this.advance(socket, reading, seen, head);
    else if (frame.type !== "sync") reading.forgiven = Math.min(socket.sent - reading.readTo, FORGIVEN_MAX);
  }

  private advance(socket: Socket, reading: Reading, seen: number, head: number): void {
    reading.seen = seen;
    const passed = seen === head ? reading.steps.length - 1 : reading.steps.findLastIndex((step) => step.head <= seen);
    const readTo = seen === head ? socket.sent : reading.steps[passed]?.sent;
    if (readTo === undefined) return;
    reading.readTo = readTo;
    reading.forgiven = 0;
    reading.steps.splice(0, passed + 1);
  }

  private of(socket: Socket): Reading {
    const known = this.readings.get(socket) ?? { readTo: 0, seen: 0, forgiven: 0, steps: [] };
    this.readings.set(socket, known);
    return known;
  }
}

/** The newest seq that whoever sends this frame has seen, as far as it says. */
function seqSeen(frame: FromClient): number | undefined {
  switch (frame.type) {
    case "read":
    case "edit":
    case "delete":
    case "react":
      return frame.seq;
    case "sync":
      return frame.after;
    case "send":
      return frame.replyTo;
    default:
      return undefined;
  }
}
