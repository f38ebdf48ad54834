import { expect } from "vitest";
import type { Event, User } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";
import { scene } from "./rooms";

/** A user who sends, loses the room, resumes, and sends again what was never acked. */
export class Sender {
  /** The seq that each send was acked with, by clientId. */
  readonly acked = new Map<string, number>();
  /** Every event seen, over all connections, in order of arrival. */
  readonly seen: Event[] = [];
  readonly unacked = new Map<string, string>();
  private peer: RoomPeer | undefined;
  private sent = 0;

  constructor(
    private readonly user: User,
    private readonly roomId: string,
  ) {}

  async comeIn(): Promise<void> {
    const after = this.seen.at(-1)?.seq ?? 0;
    this.peer = await scene.connect(this.user, this.roomId, { after });
    expect(this.peer.welcome.mode).toBe("resumed");
    for (const [clientId, body] of this.unacked) this.peer.send(body, clientId);
  }

  send(count: number): void {
    for (let i = 0; i < count; i++) {
      const [clientId, body] = [newId(), `${this.user.username} ${++this.sent}`];
      this.unacked.set(clientId, body);
      this.peer?.send(body, clientId);
    }
  }

  /** Waits for this many acks on this connection. */
  async hears(acks: number): Promise<void> {
    await this.peer?.until(() => (this.peer?.of("ack").length ?? 0) >= acks, `${acks} acks`);
  }

  /** Waits until it has seen the log up to this seq. */
  async sees(seq: number): Promise<void> {
    await this.peer?.until(() => (this.peer?.events().at(-1)?.seq ?? 0) >= seq, `seq ${seq}`);
  }

  /** Waits until the connection has ended, then records the events and acks that came over it. */
  async loses(): Promise<void> {
    await this.peer?.until(() => this.peer?.closed !== undefined, "the socket's end");
    this.keep();
  }

  keep(): void {
    if (!this.peer) return;
    this.seen.push(...this.peer.events());
    for (const { clientId, seq } of this.peer.of("ack")) {
      // A send acked twice has one number (R4).
      expect(this.acked.get(clientId) ?? seq).toBe(seq);
      this.acked.set(clientId, seq);
      this.unacked.delete(clientId);
    }
    this.peer = undefined;
  }
}
