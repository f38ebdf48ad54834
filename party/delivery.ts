import type { FromRoom } from "../lib/protocol";
import type { Clock, Socket } from "./ports";

/** What one send to one socket costs a room, roughly, in ms: it sets how long a burst may gather. */
const COST_PER_SOCKET_MS = 0.02;

/**
 * Delivers events to everyone in the room. A lone message leaves at once; in a burst, those that come while the last frame
 * still keeps the room busy share the next one (B3). Every event is made into JSON once, however many read it.
 */
export class Delivery {
  private queue: string[] = [];
  private busyUntil = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly sockets: () => Iterable<Socket>,
    private readonly clock: Clock,
  ) {}

  /** @param events JSON texts of events, in order, the next ones after those delivered before. */
  push(events: readonly string[]): void {
    this.queue.push(...events);
    const wait = this.busyUntil - this.clock.now();
    // Less than a timer can tell apart is not worth one.
    if (wait < 1) this.flush();
    else this.cancelTimer ??= this.clock.after(wait, () => this.flush());
  }

  /** Sends what waits, now: so that a welcome made next begins exactly where the last frame ended. */
  flush(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (this.queue.length === 0) return;
    const frame = eventsFrame(this.queue);
    this.queue = [];
    const reached = broadcast(this.sockets(), frame, (socket) => !socket.isHeld);
    this.busyUntil = this.clock.now() + reached * COST_PER_SOCKET_MS;
  }
}

/** An `events` frame from events that are JSON texts already. */
function eventsFrame(events: readonly string[]): string {
  return `{"type":"events","events":[${events.join(",")}]}`;
}

/** One text for all who have joined; answers how many. */
export function broadcast(
  sockets: Iterable<Socket>,
  frame: string,
  to: (socket: Socket) => boolean = () => true,
): number {
  let reached = 0;
  for (const socket of sockets) {
    if (!socket.joined || !to(socket)) continue;
    socket.send(frame);
    reached++;
  }
  return reached;
}

export function encode(frame: FromRoom): string {
  return JSON.stringify(frame);
}
