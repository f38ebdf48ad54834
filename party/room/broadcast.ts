import type { Event, RoomFrame } from "@/lib/protocol/room";
import { utf8Bytes } from "@/lib/shared/bytes";
import { type Clock, isJoined, type Socket } from "@/party/ports";

/** In bytes. The platform allows 1 MiB per frame; the rest is for the JSON around the events. */
export const ROOM_FRAME_MAX_BYTES = 1_000_000;
/** In characters. A burst is split into frames of about this size, far below the frame limit. */
const BURST_MAX_CHARS = 200_000;

/** The approximate cost of one send to one socket; it sets how long a burst is collected. */
const COST_PER_SOCKET_MS = 0.02;

/**
 * Broadcasts events to everyone in the room. A single message leaves at once. In a burst, events share the next frame
 * if the last one still keeps the room busy (B3). Every event is encoded once, for any number of readers.
 */
export class Broadcaster {
  private queue: string[] = [];
  private busyUntil = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly sockets: () => Iterable<Socket>,
    private readonly clock: Clock,
    private readonly measure: (socket: Socket) => "reads" | "stuck",
    private readonly onStuck: (socket: Socket) => void,
  ) {}

  /** @param events JSON texts of the events that follow those already broadcast, in order */
  push(events: readonly string[]): void {
    this.queue.push(...events);
    const wait = this.busyUntil - this.clock.now();
    // Timers have a resolution of one millisecond.
    if (wait < 1) this.flush();
    else this.cancelTimer ??= this.clock.after(wait, () => this.flush());
  }

  /** Sends waiting events now, so that a welcome made next begins exactly where the last frame ended. */
  flush(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (this.queue.length === 0) return;
    const queue = this.queue;
    this.queue = [];
    let sends = 0;
    for (const events of inFrames(queue)) sends += this.sendToAll(eventsFrame(events));
    this.busyUntil = this.clock.now() + sends * COST_PER_SOCKET_MS;
  }

  private sendToAll(frame: string): number {
    let reached = 0;
    const stuck: Socket[] = [];
    for (const socket of this.sockets()) {
      if (socket.session !== "joined") continue;
      socket.send(frame);
      if (this.measure(socket) === "stuck") stuck.push(socket);
      reached++;
    }
    for (const socket of stuck) this.onStuck(socket);
    return reached;
  }
}

/** Splits the events into parts that each fit in a frame. */
function* inFrames(events: readonly string[]): Iterable<string[]> {
  let part: string[] = [];
  let length = 0;
  for (const each of events) {
    if (length + each.length > BURST_MAX_CHARS && part.length > 0) {
      yield part;
      part = [];
      length = 0;
    }
    part.push(each);
    length += each.length;
  }
  yield part;
}

/** Events as JSON texts, or undefined if they exceed `maxBytes`: then the rest is not encoded (D7). */
export function encodeEvents(events: Iterable<Event>, maxBytes: number): string[] | undefined {
  const texts: string[] = [];
  let bytes = 0;
  for (const event of events) {
    const text = JSON.stringify(event);
    bytes += utf8Bytes(text) + 1;
    if (bytes > maxBytes) return undefined;
    texts.push(text);
  }
  return texts;
}

/** Makes an `events` frame from events that are already JSON texts. */
export function eventsFrame(events: readonly string[]): string {
  return `{"type":"events","events":[${events.join(",")}]}`;
}

/** Sends one text to all joined sockets. */
export function broadcast(sockets: Iterable<Socket>, frame: string): void {
  for (const socket of sockets) if (isJoined(socket)) socket.send(frame);
}

export function encode(frame: RoomFrame): string {
  return JSON.stringify(frame);
}
