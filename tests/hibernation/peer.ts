import { Peer } from "@/tests/harness/peers/room-peer";

/** Cloudflare's response to an upgrade carries the socket. */
type Upgraded = Response & { webSocket: (WebSocket & { accept(): void }) | null };

/** A client inside the runtime that its room runs in. */
export class InsidePeer extends Peer {
  private socket: WebSocket | undefined;

  constructor(answer: Promise<Response>) {
    super();
    void answer.then((response) => this.open(response as Upgraded));
  }

  say(text: string): void {
    if (!this.socket) throw new Error("not open");
    this.socket.send(text);
  }

  drop(): void {
    this.socket?.close(1000, "leaving");
  }

  private open({ webSocket, status }: Upgraded): void {
    if (!webSocket) return this.note(() => (this.status = status));
    webSocket.addEventListener("message", ({ data }) => this.receives(data));
    webSocket.addEventListener("close", ({ code }) => this.note(() => (this.closed = code)));
    webSocket.addEventListener("error", () => this.note(() => (this.closed ??= 1006)));
    webSocket.accept();
    this.socket = webSocket;
  }
}
