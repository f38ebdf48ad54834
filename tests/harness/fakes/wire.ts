import type { PageFrame } from "@/lib/protocol/inbox";
import type { ClientFrame } from "@/lib/protocol/room";

/** Replaces the client's WebSocket: the test reads the client's frames and plays the server. */
export class Wire extends EventTarget {
  static last: Wire;
  static opened = 0;
  /** The answer to a ping; undefined: none, as on a network that drops all packets. */
  static pong: object | undefined = { type: "pong" };
  readyState = 0;
  binaryType = "blob";
  /** All frames except pings. */
  readonly sent: Array<ClientFrame | PageFrame> = [];
  pings = 0;

  constructor(readonly url: string) {
    super();
    Wire.last = this;
    Wire.opened++;
  }

  send(text: string) {
    const frame = JSON.parse(text);
    if (frame.type !== "ping") return void this.sent.push(frame);
    this.pings++;
    const { pong } = Wire;
    if (pong) queueMicrotask(() => this.says(pong));
  }

  close() {
    this.readyState = 3;
  }

  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  drop(code = 1006, reason = "") {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason, wasClean: false }));
  }

  says(frame: object) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(frame) }));
  }
}
