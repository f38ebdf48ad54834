import { clientIdIn } from "../frames";
import type { Clock, Socket } from "../ports";
import { RateLimit } from "../rate";

type Limit = ConstructorParameters<typeof RateLimit>[0];

/** What one user's frames may cost, whatever is in them (D7). */
interface FrameLimit {
  /** Frames of any kind but pings. One too many is not even parsed. */
  frames: Limit;
  /** Refusals that are the sender's own doing. One too many closes the socket. */
  refusals: Limit;
}

/** A room's, as a multiple of how many messages a user may send. */
export function roomFrameLimit({ rate, burst }: Limit): FrameLimit {
  return { frames: { rate: 10 * rate, burst: 50 * burst }, refusals: { rate, burst: 20 * burst } };
}

/** Counts a user's frames and refusals, over all of their sockets. */
export class FrameLimits<Who extends { id: string }> {
  private readonly frames: RateLimit;
  private readonly refusals: RateLimit;

  /** @param onTooMany this socket goes on in spite of all refusals. */
  constructor(
    limit: FrameLimit,
    clock: Clock,
    private readonly onTooMany: (socket: Socket<Who>) => void,
  ) {
    this.frames = new RateLimit(limit.frames, clock);
    this.refusals = new RateLimit(limit.refusals, clock);
  }

  /** Takes a frame that has come. Undefined: it may be looked at. */
  take(socket: Socket<Who>, data: unknown): { clientId?: string; retryAfterMs: number } | undefined {
    const retryAfterMs = this.frames.take(socket.guest.id);
    return retryAfterMs > 0 ? { clientId: clientIdIn(data), retryAfterMs } : undefined;
  }

  /** A frame of this socket has been refused, for other reasons than that the room is busy. */
  refused(socket: Socket<Who>): void {
    if (this.refusals.take(socket.guest.id) > 0) this.onTooMany(socket);
  }

  prune(): void {
    this.frames.prune();
    this.refusals.prune();
  }
}
