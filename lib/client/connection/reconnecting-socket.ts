/** How a connection ends if this side ends it, or if the network fails: no frame has caused it. */
const NORMAL = 1000;

interface ReconnectingSocketOptions {
  /** The address of the next connection. Waits as long as the pause before it must last; a rejection is a failed attempt. */
  nextUrl: () => Promise<string>;
  /** A connection that has not opened within this time has failed. */
  connectTimeoutMs: number;
  WebSocket: typeof WebSocket;
  opened: () => void;
  message: (data: unknown) => void;
  closed: (code: number, reason: string) => void;
}

/**
 * A WebSocket that is replaced by a new one whenever it breaks. Our own, since libraries wait for a timer before each connection: in a
 * first load on a slow phone, all other work of the page runs before that timer.
 */
export class ReconnectingSocket {
  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isConnecting = false;
  private isClosed = false;

  constructor(private readonly options: ReconnectingSocketOptions) {}

  /** Makes connections, one after the other, until `close`. */
  async open(): Promise<void> {
    if (this.isConnecting || this.isClosed) return;
    this.isConnecting = true;
    try {
      this.connectTo(await this.options.nextUrl());
    } catch {
      this.isConnecting = false;
      void this.open();
    }
  }

  /** Sends a text, if the connection is open. */
  send(text: string): void {
    if (this.socket?.readyState === 1) this.socket.send(text);
  }

  /** Ends the connection, if there is one, and makes a new one. */
  renew(): void {
    const { socket } = this;
    if (socket) this.lost(socket, NORMAL, "");
    else void this.open();
  }

  /** Ends the connection for good. Nothing is reported any more. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.socket?.close(NORMAL);
    this.socket = undefined;
  }

  private connectTo(url: string): void {
    if (this.isClosed) return;
    const socket = new this.options.WebSocket(url);
    this.isConnecting = false;
    this.socket = socket;
    const isCurrent = () => this.socket === socket;
    socket.addEventListener("open", () => {
      if (!isCurrent()) return;
      clearTimeout(this.timer);
      this.options.opened();
    });
    socket.addEventListener("message", ({ data }) => isCurrent() && this.options.message(data));
    socket.addEventListener("close", ({ code, reason }) => this.lost(socket, code, reason));
    // Browsers send it before the close of a connection that the network has broken.
    socket.addEventListener("error", () => this.lost(socket, NORMAL, ""));
    this.timer = setTimeout(() => this.lost(socket, NORMAL, ""), this.options.connectTimeoutMs);
  }

  private lost(socket: WebSocket, code: number, reason: string): void {
    if (this.socket !== socket) return;
    this.socket = undefined;
    clearTimeout(this.timer);
    socket.close(NORMAL);
    this.options.closed(code, reason);
    void this.open();
  }
}
