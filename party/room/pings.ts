import { PING_TEXT, PONG_TEXT } from "../../lib/shared/ping";
import type { Socket } from "../ports";

/** A socket that pings faster than this is not answered: each answer costs the room a little. In ms. */
const ANSWER_EVERY_MS = 100;

/**
 * Answers a ping, where the host does not do that by itself, without opening what is behind the socket.
 * @returns whether it was one
 */
export function answerPing(socket: Socket<unknown>, message: unknown, now: number): boolean {
  if (message !== PING_TEXT) return false;
  pong(socket, now);
  return true;
}

/** The same for one that is spelled otherwise. */
export function pong(socket: Socket<unknown>, now: number): void {
  if (socket.pingedAt !== undefined && Math.abs(now - socket.pingedAt) < ANSWER_EVERY_MS) return;
  socket.pingedAt = now;
  socket.send(PONG_TEXT);
}
