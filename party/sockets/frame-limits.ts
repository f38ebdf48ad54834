import type { Clock, Socket } from "@/party/ports";
import { clientIdIn } from "@/party/room/parse-client-frame";
import { RateLimit } from "@/party/shared/rate-limit";

type Limit = ConstructorParameters<typeof RateLimit>[0];

/** Limits one user's frames, whatever their content (D7). */
interface FrameLimit {
  /** Frames of any kind except pings. Further ones are not parsed. */
  frames: Limit;
  /** Refusals that are the sender's fault. One too many closes the socket. */
  refusals: Limit;
}

/** The limit in a room, as a multiple of the message limit. */
export function roomFrameLimit({ rate, burst }: Limit): FrameLimit {
  return { frames: { rate: 10 * rate, burst: 50 * burst }, refusals: { rate, burst: 20 * burst } };
}

/** Counts a user's frames and refusals, over all of their sockets. */
export class FrameLimits<Who extends { id: string }> {
  private readonly frames: RateLimit;
  private readonly refusals: RateLimit;

  /** @param onTooMany called for a socket that continues in spite of refusals */
  constructor(
    limit: FrameLimit,
    clock: Clock,
    private readonly onTooMany: (socket: Socket<Who>) => void,
  ) {
    this.frames = new RateLimit(limit.frames, clock);
    this.refusals = new RateLimit(limit.refusals, clock);
  }

  /** Counts a frame. Undefined: it may be parsed. */
  take(socket: Socket<Who>, data: unknown): { clientId?: string; retryAfterMs: number } | undefined {
    const retryAfterMs = this.frames.take(socket.guest.id);
    return retryAfterMs > 0 ? { clientId: clientIdIn(data), retryAfterMs } : undefined;
  }

  /** Counts a refusal, other than `busy`, of a frame of this socket. */
  refused(socket: Socket<Who>): void {
    if (this.refusals.take(socket.guest.id) > 0) this.onTooMany(socket);
  }

  prune(): void {
    this.frames.prune();
    this.refusals.prune();
  }
}
