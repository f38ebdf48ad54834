import { PROTOCOL_VERSION } from "../lib/protocol";
import { type Delivery, encode, fitsAFrame } from "./delivery";
import type { Live } from "./live";
import type { Ports, Socket } from "./ports";
import type { Presence } from "./presence";
import type { Receipts } from "./receipts";
import { missedSince } from "./resume";

/** Welcomes those who come and those who come back, each with exactly what they need to go on from (R5). */
export class Reception {
  constructor(
    private readonly ports: Ports,
    private readonly delivery: Delivery,
    private readonly presence: Presence,
    private readonly receipts: Receipts,
    private readonly isExpelled: (socket: Socket) => boolean,
  ) {}

  /** @param after the newest seq the client has seen, where it comes back. @throws when there is nothing to welcome with. */
  async welcome(socket: Socket, live: Live, after: number | undefined): Promise<void> {
    if (after === undefined) return this.welcomeAfresh(socket, live, "fresh");
    const missed = await missedSince(after, live.log, this.ports);
    assertWhole(live);
    this.delivery.flush();
    const events = missed?.take();
    if (!missed || !events || !fitsAFrame(encode({ type: "events", events }))) {
      return this.welcomeAfresh(socket, live, "reset");
    }
    this.admit(socket, live);
    socket.send(encode({ ...this.greeting(socket, live), mode: "resumed", source: missed.source, events }));
  }

  /** Answers a client that noticed a gap: with what it lacks in one frame, or a fresh window. */
  async resync(socket: Socket, live: Live, after: number): Promise<void> {
    // The answer under way brings everything up to the head; what is then still missing will be asked for again.
    if (socket.isHeld) return;
    socket.isHeld = true;
    try {
      const missed = await missedSince(after, live.log, this.ports);
      assertWhole(live);
      this.delivery.flush();
      const events = missed?.take();
      const frame = events && encode({ type: "events", events });
      if (!frame || !fitsAFrame(frame)) await this.welcomeAfresh(socket, live, "reset");
      else if (events.length > 0) socket.send(frame);
    } finally {
      socket.isHeld = false;
    }
  }

  private async welcomeAfresh(socket: Socket, live: Live, mode: "fresh" | "reset"): Promise<void> {
    const source = await live.loadWindow();
    assertWhole(live);
    this.delivery.flush();
    this.admit(socket, live);
    socket.send(encode({ ...this.greeting(socket, live), mode, source, messages: [...live.window.messages] }));
  }

  /** From here on the socket gets what the room delivers. */
  private admit(socket: Socket, live: Live): void {
    // Who was sent away while the welcome was being made does not come in by it.
    if (socket.joined || this.isExpelled(socket)) return;
    if (!socket.guest.preview) this.receipts.changes(live, socket.guest.id, socket.guest.receipts);
    this.presence.arrives(socket);
  }

  private greeting({ guest }: Socket, { log, readers }: Live) {
    const { id, username, role, preview } = guest;
    const people = { online: this.presence.online(), ...this.receipts.of(readers, guest) };
    const you = { id, username, role, ...(preview && { preview }) };
    const state = { you, head: log.head, ...people };
    return { type: "welcome", protocol: PROTOCOL_VERSION, ...state } as const;
  }
}

/** @throws where storage has failed since this log was read: it may lack events that storage kept and others have seen. */
function assertWhole({ log }: Live): void {
  if (log.isBroken) throw new Error("storage failed meanwhile");
}
