import { type Event, type FromRoom, fromRoom } from "@/lib/protocol/protocol";
import { newId } from "@/lib/shared/ids";
import { FramesKept } from "./frames-kept";

/** A client that keeps every frame, parsed by the wire's schema, in the order of arrival. */
export abstract class Peer extends FramesKept<FromRoom> {
  abstract say(text: string): void;

  get welcome(): Extract<FromRoom, { type: "welcome" }> {
    const frame = this.frames.findLast(({ type }) => type === "welcome");
    if (frame?.type !== "welcome") throw new Error("not welcomed");
    return frame;
  }

  of<T extends FromRoom["type"]>(type: T): Extract<FromRoom, { type: T }>[] {
    return this.frames.filter((frame) => frame.type === type) as Extract<FromRoom, { type: T }>[];
  }

  /** Events seen since the first welcome, that welcome's own content included. */
  events(): Event[] {
    const [first] = this.of("welcome");
    if (!first) return [];
    return [
      ...(first.mode === "resumed" ? first.events : first.messages),
      ...this.of("events").flatMap((f) => f.events),
    ];
  }

  send(body: string, clientId: string = newId()): string {
    this.say(JSON.stringify({ type: "send", clientId, body }));
    return clientId;
  }

  async sent(body: string): Promise<number> {
    const clientId = this.send(body);
    await this.until(() => this.of("ack").some((ack) => ack.clientId === clientId), `the ack of ${body}`);
    return this.of("ack").find((ack) => ack.clientId === clientId)?.seq ?? 0;
  }

  protected parse(json: unknown): FromRoom {
    return fromRoom.parse(json);
  }
}
