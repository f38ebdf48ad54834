import { type Mark, newMark } from "@/lib/protocol/connection";
import { utf8Bytes } from "@/lib/shared/bytes";
import type { Socket } from "@/party/ports";
import { SOCKETS_PER_USER } from "./socket-limits";

const MIB = 1024 * 1024;

/**
 * In bytes. A socket that has been sent this much without a sign that it reads may have stopped, and the host buffers
 * what it does not read. The platform does not report the size of that buffer.
 */
const UNREAD_MAX = 16 * MIB;
/**
 * Like UNREAD_MAX, for a socket that sends other valid frames meanwhile: clients of earlier releases do not return
 * marks.
 */
const UNREAD_TALKING_MAX = 32 * MIB;
/** For all sockets of one user together. Beyond it, sockets with more than their share are closed. */
const UNREAD_USER_MAX = 36 * MIB;
/** Sent bytes between two marks. */
const MARK_EVERY = MIB;
/** Sent bytes between two checks of a socket. Every broadcast calls `measure`, so most calls must cost nothing. */
const LOOK_EVERY = MIB / 8;

interface SocketProgress {
  /** How many of the sent bytes it has confirmed as read. */
  readTo: number;
  /** Whether it has since sent a valid frame that is not a mark. */
  isTalking: boolean;
  /** The next check is due at this number of sent bytes. */
  lookAt: number;
  /** This socket's share of its user's sum. */
  counted: number;
  /**
   * Marks that were not returned, oldest first, each with the number of bytes sent up to it. At most
   * UNREAD_TALKING_MAX / MARK_EVERY.
   */
  marks: Array<{ id: string; sent: number }>;
}

/**
 * Estimates how much each socket has not read. Only a mark proves reading: its id is random and sent to that socket
 * only, so unlike a seq it cannot be guessed or learned from another socket.
 */
export class Backpressure<Who extends { id: string }> {
  private readonly readings = new WeakMap<Socket<Who>, SocketProgress>();
  private readonly users = new Map<string, number>();

  /** Call it after every frame sent. It may send a mark. */
  measure(socket: Socket<Who>): "reads" | "stuck" {
    const reading = this.of(socket);
    if (socket.sent < reading.lookAt) return "reads";
    reading.lookAt = socket.sent + LOOK_EVERY;
    const { readTo, isTalking, marks } = reading;
    const unread = socket.sent - readTo;
    const ofUser = this.count(socket, reading, unread);
    if (unread > (isTalking ? UNREAD_TALKING_MAX : UNREAD_MAX)) return "stuck";
    if (ofUser > UNREAD_USER_MAX && unread > UNREAD_USER_MAX / SOCKETS_PER_USER) return "stuck";
    if (socket.sent - (marks.at(-1)?.sent ?? readTo) >= MARK_EVERY) this.mark(socket, reading);
    return "reads";
  }

  /** The socket has returned a mark. */
  markReturned(socket: Socket<Who>, { id }: Mark): void {
    const reading = this.of(socket);
    const at = reading.marks.findIndex((mark) => mark.id === id);
    const mark = reading.marks[at];
    if (!mark) return;
    reading.readTo = mark.sent;
    reading.isTalking = false;
    reading.marks.splice(0, at + 1);
    this.count(socket, reading, socket.sent - mark.sent);
  }

  /** The socket has sent another valid frame. */
  frameReceived(socket: Socket<Who>): void {
    this.of(socket).isTalking = true;
  }

  /** The socket has closed. */
  forget(socket: Socket<Who>): void {
    const reading = this.readings.get(socket);
    if (!reading) return;
    this.count(socket, reading, 0);
    this.readings.delete(socket);
  }

  private mark(socket: Socket<Who>, { marks }: SocketProgress): void {
    const mark = newMark();
    socket.send(JSON.stringify(mark));
    marks.push({ id: mark.id, sent: socket.sent });
  }

  /** @returns the sum over all sockets of this user */
  private count({ guest: { id } }: Socket<Who>, reading: SocketProgress, unread: number): number {
    const sum = (this.users.get(id) ?? 0) + unread - reading.counted;
    reading.counted = unread;
    if (sum > 0) this.users.set(id, sum);
    else this.users.delete(id);
    return sum;
  }

  private of(socket: Socket<Who>): SocketProgress {
    const known = this.readings.get(socket);
    if (known) return known;
    const reading = { readTo: 0, isTalking: false, lookAt: 0, counted: 0, marks: [] };
    this.readings.set(socket, reading);
    return reading;
  }
}

let last = { text: "", bytes: 0 };

/** The length of a frame in UTF-8. One frame usually goes to many sockets, so the last result is cached. */
export function textBytes(text: string): number {
  if (text !== last.text) last = { text, bytes: utf8Bytes(text) };
  return last.bytes;
}
