import type { FromPage } from "../../lib/inbox";
import type { FromClient } from "../../lib/protocol";

/** The far end of a client's socket, in the test's hands: handed to the client in WebSocket's place. */
export class Wire extends EventTarget {
  static last: Wire;
  static opened = 0;
  readyState = 0;
  binaryType = "blob";
  readonly sent: Array<FromClient | FromPage> = [];

  constructor(readonly url: string) {
    super();
    Wire.last = this;
    Wire.opened++;
  }

  send(text: string) {
    this.sent.push(JSON.parse(text));
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
