import type { Message } from "@/lib/protocol/room";

/** A message as the log has it. */
export function said(seq: number, by: string, more: Partial<Message> = {}): Message {
  const author = { id: by, username: by };
  return { kind: "message", seq, clientId: `c${seq}`, author, body: "안녕", sentAt: seq, ...more };
}
