import type { FromClient } from "../../lib/protocol";
import type { Socket } from "../ports";
import { SOCKETS_PER_USER } from "./socket-limits";

const MIB = 1024 * 1024;

/**
 * A socket that has been sent this much without a sign that it reads may have stopped, and the host keeps in memory what it does not
 * read. The platform does not report how much that is. In characters, of which UTF-8 makes up to three bytes.
 */
export const UNREAD_MAX = 16 * MIB;
/** The same for a socket that says other good frames meanwhile: earlier clients send `typing` to show that they read. */
const UNREAD_TALKING_MAX = 32 * MIB;
/** All sockets of one user together: beyond that, those go that hold more than their share. */
const UNREAD_USER_MAX = 36 * MIB;
/** What was sent is noted in steps of this. In characters. */
const STEP = 512 * 1024;
/** A socket is looked at only after so much more: every delivery asks. In characters. */
const LOOK_EVERY = STEP / 4;

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
  /** Whether it has sent a frame since then that shows nothing. */
  isTalking: boolean;
  /** It need not be looked at before it has been sent so much. */
  lookAt: number;
  /** How much of this socket counts in its user's sum. */
  counted: number;
  /** Oldest first; at most UNREAD_TALKING_MAX / STEP, or the socket is closed. */
  steps: Sent[];
}

/** How much of what a socket has been sent it may not have read: all counts, and only what shows that it reads takes away. */
export class Progress {
  private readonly readings = new WeakMap<Socket, Reading>();
  private readonly users = new Map<string, number>();

  /** To be asked whenever something has been sent, with the room's head. */
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

  /** It has sent a frame that was taken. */
  heard(socket: Socket, frame: FromClient, head: number): void {
    const reading = this.of(socket);
    const seen = seqSeen(frame) ?? 0;
    // Nobody has read what is not there yet.
    if (seen > reading.seen && seen <= head) this.advance(socket, reading, seen, head);
    else if (frame.type !== "sync") reading.isTalking = true;
  }

  /** It has gone. */
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
