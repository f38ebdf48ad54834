import type { Message, Refusal, Role, User } from "./protocol";

/** A message of one's own that the room has not confirmed yet. */
export interface Pending {
  clientId: string;
  body: string;
  replyTo?: number;
  /** Epoch ms. */
  at: number;
  state: "sending" | "failed";
  /** `closed`: the room is closed to us, see RoomState.closed. */
  reason?: Refusal | "closed";
}

/** What a screen shows of a room. A new object on every change, never changed in place. */
export interface RoomState {
  /** `offline` only after 5 s without a connection; `closed` does not come back by itself. */
  status: "connecting" | "live" | "offline" | "closed";
  closed?: "forbidden" | "signed_out" | "not_found" | "room_closed" | "version";
  you?: User & { role: Role };
  /** Confirmed, oldest first. */
  messages: readonly Message[];
  pending: readonly Pending[];
  online: readonly User[];
  /** The newest seq seen. */
  head: number;
}

export function emptyState(initial: { messages: readonly Message[]; head: number }): RoomState {
  return { status: "connecting", messages: initial.messages, pending: [], online: [], head: initial.head };
}
