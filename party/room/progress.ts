import type { FromClient } from "../../lib/protocol";
import type { Socket } from "../ports";
import { SOCKETS_PER_USER } from "./socket-limits";

const MIB = 1024 * 1024;

/**
 * A socket that has been sent this much without a sign that it reads may have stopped, and the host keeps in memory what it does not
 * read. The platform does not report how much that is. In characters, of which UTF-8 makes up to three bytes.
 */
export const UNREAD_MAX = 16 * MIB;
/** The same for a socket that sends other valid frames meanwhile: earlier clients send `typing` to show that they read. */
const UNREAD_TALKING_MAX = 32 * MIB;
/** For all sockets of one user together. Beyond it, sockets with more than their share are closed. */
const UNREAD_USER_MAX = 36 * MIB;
/** Sent characters are recorded in steps of this size. */
const STEP = 512 * 1024;
/** A socket is checked only after so many more characters, since every delivery calls `measure`. */
const LOOK_EVERY = STEP / 4;

interface Sent {
  /** The room's head when `sent` characters had been sent. */
  head: number;
  sent: number;
}

interface Reading {
  /** How many of the sent characters it has shown to have read. */
  readTo: number;
  /** The newest seq that it has reported. */
  seen: number;
  /** Whether it has since sent a valid frame that does not show reading. */
  isTalking: boolean;
  /** It need not be checked before it has been sent so many characters. */
  lookAt: number;
  /** This socket's share of its user's sum. */
  counted: number;
  /** Oldest first; at most UNREAD_TALKING_MAX / STEP, or the socket is closed. */
  steps: Sent[];
}

/** How much each socket may not have read: every sent character counts until a frame shows that the client has read it. */
export class Progress {
  private readonly readings = new WeakMap<Socket, Reading>();
  private readonly users = new Map<string, number>();

  /** Call it after every frame sent, with the room's head. */
  measure(socket: Socket, head: number): "reads" | "stuck" {
    const reading = this.of(socket);
    if (socket.sent < reading.lookAt) return "reads";
    reading.lookAt = socket.sent + LOOK_EVERY;
    const { readTo, isTalking, steps } = reading;
    if (socket.sent - (steps.at(-1)?.sent ?? readTo) >= STEP) steps.push({ head, sent: socket.sent });
    const unread = socket.sent - readTo;
    const ofUser = this.count(socket, reading, unread);
    if (unread > (isTalking ? UNREAD_TALKING_MAX : UNREAD_MAX)) return "stuck";
    return ofUser > UNREAD_USER_MAX && unread > UNREAD_USER_MAX / SOCKETS_PER_USER ? "stuck" : "reads";
  }

  /** The socket has sent a valid frame. */
  heard(socket: Socket, frame: FromClient, head: number): void {
    const reading = this.of(socket);
    const seen = seqSeen(frame) ?? 0;
    // A seq above the head proves nothing.
    if (seen > reading.seen && seen <= head) this.advance(socket, reading, seen, head);
    else if (frame.type !== "sync") reading.isTalking = true;
  }

  /** The socket has closed. */
  forget(socket: Socket): void {
    const reading = this.readings.get(socket);
    if (!reading) return;
    this.count(socket, reading, 0);
    this.readings.delete(socket);
  }

  /** @returns the sum over all sockets of this one's user. */
  private count({ guest: { id } }: Socket, reading: Reading, unread: number): number {
    const sum = (this.users.get(id) ?? 0) + unread - reading.counted;
    reading.counted = unread;
    if (sum > 0) this.users.set(id, sum);
    else this.users.delete(id);
    return sum;
  }

  private advance(socket: Socket, reading: Reading, seen: number, head: number): void {
    reading.seen = seen;
    const passed = seen === head ? reading.steps.length - 1 : reading.steps.findLastIndex((step) => step.head <= seen);
    const readTo = seen === head ? socket.sent : reading.steps[passed]?.sent;
    if (readTo === undefined) return;
    reading.readTo = readTo;
    reading.isTalking = false;
    reading.steps.splice(0, passed + 1);
  }

  private of(socket: Socket): Reading {
    const known = this.readings.get(socket);
    if (known) return known;
    const reading = { readTo: 0, seen: 0, isTalking: false, lookAt: 0, counted: 0, steps: [] };
    this.readings.set(socket, reading);
    return reading;
  }
}

/** The newest seq that this frame shows its sender to have seen. */
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
