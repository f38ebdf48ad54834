import type { SendReceipt } from "@/lib/events/reduce";
import type { Refusal } from "@/lib/protocol/room";
import type { Socket } from "@/party/ports";
import { encode } from "./broadcast";

const BUSY_RETRY_MS = 1_000;

/**
 * Refuses a frame, with the clientId of the send that it belongs to, if any. A `busy` refusal says when to try again.
 */
export type Refuse = (socket: Socket, reason: Refusal, more?: { clientId?: string; retryAfterMs?: number }) => void;

export const sendRefusal: Refuse = (socket, reason, more = {}) => {
  socket.send(encode({ type: "refused", reason, ...more, ...(reason === "busy" && { retryAfterMs: BUSY_RETRY_MS }) }));
};

export function sendAck(socket: Socket, clientId: string, { seq, sentAt }: SendReceipt): void {
  socket.send(encode({ type: "ack", clientId, seq, sentAt }));
}
