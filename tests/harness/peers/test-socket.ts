import type { Guest, SessionState, Socket } from "@/party/ports";
import { textBytes } from "@/party/sockets/backpressure";
import type { ConnectionEvents } from "./peer";

/** A socket in memory, as a room or an inbox uses it. */
export class TestSocket<Who = Guest> implements Socket<Who> {
  session: SessionState = "connecting";
  sent = 0;
  connectedAt: number | undefined = Date.now();
  pingedAt: number | undefined;
  closed: { code: number; reason: string } | undefined;
  /** The sent frames, as JSON. */
  readonly texts: string[] = [];
  peer: ConnectionEvents | undefined;

  constructor(public guest: Who) {}

  send(text: string, bytes = textBytes(text)): void {
    this.sent += bytes;
    if (this.closed) return;
    this.texts.push(text);
    this.peer?.received(text);
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
    this.peer?.closed(code);
  }
}
