import { PING_TEXT, PONG_TEXT } from "@/lib/protocol/connection";
import type { Socket } from "@/party/ports";

/** Pings that come faster than this are not answered, since each answer costs the room a little. */
const ANSWER_EVERY_MS = 100;

/**
 * Answers a ping without opening the room or inbox, on a host that does not answer pings itself.
 * @returns whether the message was a ping
 */
export function answerPing(socket: Socket<unknown>, message: unknown, now: number): boolean {
  if (message !== PING_TEXT) return false;
  sendPong(socket, now);
  return true;
}

/** Answers a ping, unless it follows the previous one too soon. */
export function sendPong(socket: Socket<unknown>, now: number): void {
  if (socket.pingedAt !== undefined && Math.abs(now - socket.pingedAt) < ANSWER_EVERY_MS) return;
  socket.pingedAt = now;
  socket.send(PONG_TEXT);
}
