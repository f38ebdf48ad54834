import { type Event, type RoomFrame, roomFrame } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { FramesKept } from "./peer";

/** A client that keeps every frame, parsed by the wire's schema, in the order of arrival. */
export abstract class Peer extends FramesKept<RoomFrame> {
  abstract say(text: string): void;

  get welcome(): Extract<RoomFrame, { type: "welcome" }> {
    const frame = this.frames.findLast(({ type }) => type === "welcome");
    if (frame?.type !== "welcome") throw new Error("not welcomed");
    return frame;
  }

  of<T extends RoomFrame["type"]>(type: T): Extract<RoomFrame, { type: T }>[] {
    return this.frames.filter((frame) => frame.type === type) as Extract<RoomFrame, { type: T }>[];
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

  protected parse(json: unknown): RoomFrame {
    return roomFrame.parse(json);
  }
}
