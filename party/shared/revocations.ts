import { TICKET_TTL_S } from "@/lib/protocol/limits";
import type { RoomCommand } from "@/lib/server/commands";
import { type Clock, type Guest, type Store, WRITE_MAX } from "@/party/ports";
import { listAll } from "./list-all";
import { Once } from "./once";

/** Added to the lifetime: tickets and calls are accepted a second longer than they say, and hosts' clocks differ. */
const TOLERANCE_MS = 5_000;
/** Added to the estimated time of a change if the call has none: the web side's instances date tickets to the second. */
const SAME_MOMENT_MS = 1_000;
const TTL_MS = TICKET_TTL_S * 1000;
const READ_PAGE = 1_000;

/**
 * One key for each call: one value for all of them would exceed the storage limit, and then no call could be stored.
 */
const PREFIX = "call:";
/** The single key of earlier releases. */
const OLD_KEY = "withdrawn";

/** Commands that the web side signed in one call (lib/server/commands.ts). */
export interface RoomCall {
  id: string;
  /** Epoch ms. */
  expiresAt: number;
  /** When the change was made (epoch ms, the database's clock); undefined: just now. */
  at?: number;
  commands: RoomCommand[];
}

type RecordedCall = Pick<RoomCall, "id" | "expiresAt" | "at"> & { commands: readonly RoomCommand[] };

/** A call as it is stored. */
interface StoredRevocation {
  until: number;
  /** Tickets of these subjects that were authorized up to this time are revoked. */
  at: number;
  subjects: string[];
}

interface Revoked {
  until: number;
  at: number;
}

/**
 * Tickets that are revoked before they expire (D3): those of ended sessions, those from before a user was removed or got
 * another role or receipts setting, and previews from before the room was made private. In storage too, since the room
 * may sleep meanwhile. Each new call deletes what no valid ticket needs any more.
 */
export class Revocations {
  private readonly calls = new Map<string, number>();
  private readonly revoked = new Map<string, Revoked>();
  private readonly stored = new Once(() => this.read());
  private oldUntil: number | undefined;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** Reads storage, once. @throws if it cannot be read */
  load(): Promise<void> {
    return this.stored.run();
  }

  /** Whether this guest's ticket is revoked. Call it after `load`. @param expiresAt the ticket's, epoch ms */
  isRevoked(guest: Pick<Guest, "id" | "sessionId" | "preview" | "at">, expiresAt: number): boolean {
    if (this.revoked.has(ofSession(guest.sessionId))) return true;
    const at = guest.at ?? expiresAt - TTL_MS;
    const isFromBefore = (subject: string) => at <= (this.revoked.get(subject)?.at ?? Number.NEGATIVE_INFINITY);
    return isFromBefore(ofUser(guest.id)) || (guest.preview === true && isFromBefore(PREVIEWS));
  }

  /** Whether this call was handled before. Complete only after `load`. */
  isHandled(callId: string): boolean {
    return this.calls.has(callId);
  }

  /**
   * Effective in memory at once, even if storage fails. @throws if storage fails: a restarted room does not know the
   * call
   */
  async record(call: RecordedCall): Promise<void> {
    const note = revocationOf(call);
    this.remember(call.id, note);
    const expired = this.prune();
    // Started in one turn, so they are one durable step.
    const put = this.store.put({ [PREFIX + call.id]: note });
    await Promise.all([put, expired.length > 0 ? this.store.delete(expired) : undefined]);
  }

  private remember(id: string, { until, at, subjects }: StoredRevocation): void {
    this.calls.set(id, until);
    for (const subject of subjects) {
      const before = this.revoked.get(subject);
      this.revoked.set(subject, { until: Math.max(until, before?.until ?? 0), at: Math.max(at, before?.at ?? 0) });
    }
  }

  /** Deletes expired entries. Returns the keys to delete from storage, at most as many as one write accepts. */
  private prune(): string[] {
    const oldest = this.clock.now() - TOLERANCE_MS;
    const expired: string[] = [];
    if (this.oldUntil !== undefined && this.oldUntil < oldest) {
      expired.push(OLD_KEY);
      this.oldUntil = undefined;
    }
    for (const [id, until] of this.calls) {
      if (until >= oldest || expired.length === WRITE_MAX) continue;
      expired.push(PREFIX + id);
      this.calls.delete(id);
    }
    for (const [subject, { until }] of this.revoked) if (until < oldest) this.revoked.delete(subject);
    return expired;
  }

  private async read(): Promise<void> {
    const [old, notes] = await Promise.all([
      this.store.get<Record<string, number>>(OLD_KEY),
      listAll<StoredRevocation>(this.store, PREFIX, READ_PAGE),
    ]);
    for (const [key, note] of notes) this.remember(key.slice(PREFIX.length), note);
    if (old) this.readOld(old);
  }

  /** Reads the single value of earlier releases: calls and subjects, each with the time at which its call expires. */
  private readOld(old: Record<string, number>): void {
    for (const [key, until] of Object.entries(old)) {
      if (key.startsWith(PREFIX)) this.calls.set(key.slice(PREFIX.length), until);
      else this.remember(`${OLD_KEY} ${key}`, { until, at: until - TTL_MS + SAME_MOMENT_MS, subjects: [key] });
    }
    this.oldUntil = Math.max(0, ...Object.values(old));
  }
}

function revocationOf({ expiresAt, at, commands }: RecordedCall): StoredRevocation {
  const subjects = [...new Set(commands.flatMap(subjectsOf))];
  return { until: expiresAt, at: at ?? expiresAt - TTL_MS + SAME_MOMENT_MS, subjects };
}

/** The subjects whose tickets from before a command are outdated, so they are revoked. */
function subjectsOf(command: RoomCommand): string[] {
  if (command.type === "role" || command.type === "receipts") return [ofUser(command.userId)];
  if (command.type === "open" && command.recheck) return [PREVIEWS];
  if (command.type !== "close") return [];
  return "sessions" in command ? command.sessions.map(ofSession) : command.users.map(ofUser);
}

/** The key for all previews of a room that was made private. */
const PREVIEWS = "previews";
const ofSession = (id: string) => `session:${id}`;
const ofUser = (id: string) => `user:${id}`;
