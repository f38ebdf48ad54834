import { CLOSE, SESSION_ENDED } from "@/lib/protocol/connection";
import { unreachable } from "@/lib/protocol/room";
import { isRepeatable } from "@/lib/protocol/system-messages";
import type { RoomCommand } from "@/lib/server/commands";
import type { CallResult, Guest, Ports, Socket } from "@/party/ports";
import type { RoomLifecycle } from "@/party/room/lifecycle/room-lifecycle";
import type { ReadReceipts } from "@/party/room/presence/read-receipts";
import type { RoomState } from "@/party/room/room-state";
import { appendSystemMessage } from "@/party/room/system-messages";
import { RateLimit } from "@/party/shared/rate-limit";

/** The part of the room that commands use. */
interface CommandsContext {
  ports: Ports;
  lifecycle: RoomLifecycle;
  readReceipts: ReadReceipts;
  state(): Promise<RoomState>;
  removeSocket(socket: Socket, code: number, reason: string): boolean;
  end(): Promise<number>;
}

const NOT_ALLOWED = "no longer allowed";

/** Limits system messages about one user's joining and leaving, so that repeating it does not fill the recent window. */
const REPEATABLE_LIMIT = { rate: 1 / 600, burst: 4 };

/**
 * A setting is committed at most this long after its command's time. A ticket issued in between may still have the old
 * value.
 */
const COMMITTED_WITHIN_MS = 5_000;

/** How many sockets a command closed. `busy`: the room cannot handle it now. */
type CommandResult = Exclude<CallResult, { status: "repeated" }>;

const done = (closed = 0): CommandResult => ({ status: "done", closed });

/**
 * Handles the commands of the web side (docs/members.md). Each may be repeated or late: `at`, the time of the change,
 * keeps a late one from undoing a later change (D8).
 */
export class Commands {
  private readonly repeatable: RateLimit;

  constructor(private readonly room: CommandsContext) {
    this.repeatable = new RateLimit(REPEATABLE_LIMIT, room.ports.clock);
  }

  prune(): void {
    this.repeatable.prune();
  }

  /** Handles all commands in order, even if one fails. @throws if storage fails */
  async handle(
    commands: readonly RoomCommand[],
    at: number | undefined,
    onHandled: (command: RoomCommand) => void,
  ): Promise<CommandResult> {
    let closed = 0;
    let isBusy = false;
    const failures: unknown[] = [];
    for (const command of commands) {
      try {
        const result = await this.handleOne(command, at);
        if (result.status === "busy") isBusy = true;
        else closed += result.closed;
      } catch (error) {
        failures.push(error);
        if (command.type === "end") continue;
      }
      // Called after a storage failure too, since the change is effective in memory.
      onHandled(command);
    }
    if (failures.length > 0) throw failures[0];
    return isBusy ? { status: "busy" } : done(closed);
  }

  private async handleOne(command: RoomCommand, at: number | undefined): Promise<CommandResult> {
    switch (command.type) {
      case "close":
        return done("sessions" in command ? this.closeSessions(command.sessions) : await this.closeUsers(command, at));
      case "notice":
        return this.appendSystemMessage(command);
      case "role":
        this.changeRole(command, at);
        return done();
      case "receipts":
        await this.changeReceipts(command, at);
        return done();
      case "open": {
        // `recheck`: the room was made private, so users who are not members may no longer know of it.
        const isMeant = (guest: Guest) => guest.preview === true && isFromBefore(guest, at);
        const closed = command.recheck ? this.close(isMeant, NOT_ALLOWED) : 0;
        await this.room.lifecycle.setReadOnly(command.isReadOnly, at);
        return done(closed);
      }
      case "end":
        return done(await this.room.end());
      default:
        return unreachable(command);
    }
  }

  private closeSessions(sessions: readonly string[]): number {
    return this.close(({ sessionId }) => sessions.includes(sessionId), SESSION_ENDED);
  }

  private async closeUsers(
    { users, why }: Extract<RoomCommand, { users: string[] }>,
    at: number | undefined,
  ): Promise<number> {
    const closed = this.close((guest) => users.includes(guest.id) && isFromBefore(guest, at), why ?? NOT_ALLOWED);
    const state = await this.stateIfAvailable();
    if (state) for (const id of users) this.room.readReceipts.forget(state, id);
    return closed;
  }

  /** Undefined: the room cannot read its log now, and will read current data when it can. */
  private stateIfAvailable(): Promise<RoomState | undefined> {
    return this.room.state().catch(() => undefined);
  }

  private close(isMeant: (guest: Guest) => boolean, reason: string): number {
    const meant = [...this.room.ports.sockets()].filter(({ guest }) => isMeant(guest));
    return meant.filter((socket) => this.room.removeSocket(socket, CLOSE.noLongerAllowed, reason)).length;
  }

  private changeRole({ userId, role }: Extract<RoomCommand, { type: "role" }>, at: number | undefined): void {
    const isOlder = (guest: Guest) => isFromBefore({ at: Math.max(guest.at ?? 0, guest.roleAt ?? 0) }, at);
    this.changeGuests(userId, { role, ...(at !== undefined && { roleAt: at }) }, isOlder);
  }

  /** A late command has no effect if another change came after it, or if the socket's ticket is clearly newer. */
  private async changeReceipts(
    { userId, on }: Extract<RoomCommand, { type: "receipts" }>,
    at: number | undefined,
  ): Promise<void> {
    const isNewer = (guest: Guest) =>
      at !== undefined && ((guest.receiptsAt ?? 0) > at || (guest.at ?? 0) > at + COMMITTED_WITHIN_MS);
    const own = [...this.room.ports.sockets()].filter(({ guest }) => guest.id === userId);
    if (own.some(({ guest }) => isNewer(guest))) return;
    this.changeGuests(userId, { receipts: on, ...(at !== undefined && { receiptsAt: at }) });
    const state = await this.stateIfAvailable();
    if (state) this.room.readReceipts.setEnabled(state, userId, on);
  }

  /** Includes sockets that are not welcomed yet, but no previews, which have neither role nor receipts. */
  private changeGuests(userId: string, to: Partial<Guest>, isMeant = (_: Guest) => true): void {
    for (const socket of this.room.ports.sockets()) {
      const { guest } = socket;
      if (guest.id === userId && !guest.preview && isMeant(guest)) socket.guest = { ...guest, ...to };
    }
  }

  private async appendSystemMessage(command: Extract<RoomCommand, { type: "notice" }>): Promise<CommandResult> {
    const { state, ports } = this.room;
    if (isRepeatable(command.notice.what) && this.repeatable.take(command.author.id) > 0) return done();
    try {
      const outcome = await appendSystemMessage(await state(), command, ports);
      return outcome.status === "durable" ? done() : { status: "busy" };
    } catch (error) {
      ports.warn("system message: not appended", error);
      return { status: "busy" };
    }
  }
}

/** Whether a guest was authorized before the change that a command is about. */
function isFromBefore({ at: authorizedAt }: Pick<Guest, "at">, at: number | undefined): boolean {
  return at === undefined || authorizedAt === undefined || authorizedAt <= at;
}
