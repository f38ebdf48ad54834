import { type Event, type RoomFrame, roomFrame } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { type Connect, Peer } from "./peer";

/** A client of a room. */
export class RoomPeer extends Peer<RoomFrame> {
  constructor(
    connect: Connect,
    private readonly now = Date.now,
  ) {
    super(roomFrame, connect);
  }

  get welcome(): Extract<RoomFrame, { type: "welcome" }> {
    const welcome = this.of("welcome").at(-1);
    if (!welcome) throw new Error("not welcomed");
    return welcome;
  }

  /** The events or messages of the first welcome, then the events of all `events` frames. */
  events(): Event[] {
    const [first] = this.of("welcome");
    if (!first) return [];
    const before = first.mode === "resumed" ? first.events : first.messages;
    return [...before, ...this.of("events").flatMap(({ events }) => events)];
  }

  bodies(): string[] {
    return this.events().map((event) => ("body" in event ? event.body : event.kind));
  }

  /** Sends a message and returns its clientId. */
  async send(body: string, clientId = newId(this.now())): Promise<string> {
    await this.say({ type: "send", clientId, body });
    return clientId;
  }

  /** Sends a message and returns its seq once it is acked. */
  async sent(body: string): Promise<number> {
    const clientId = newId(this.now());
    void this.send(body, clientId);
    const ack = () => this.of("ack").find((each) => each.clientId === clientId);
    await this.until(() => ack() !== undefined, `the ack of ${body}`);
    return ack()?.seq ?? 0;
  }
}
