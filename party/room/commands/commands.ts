import { CLOSE, SESSION_ENDED, unreachable } from "@/lib/protocol/room";
import type { RoomCommand } from "@/lib/server/commands";
import type { Guest, Ports, Socket } from "@/party/ports";
import type { RoomLifecycle } from "@/party/room/lifecycle/room-lifecycle";
import type { ReadReceipts } from "@/party/room/read-receipts";
import type { RoomState } from "@/party/room/room-state";
import { appendSystemMessage } from "@/party/room/system-messages";
import { RateLimit } from "@/party/shared/rate-limit";

/** What the room lends to those commands. */
interface CommandsOptions {
  ports: Ports;
  lifecycle: RoomLifecycle;
  receipts: ReadReceipts;
  state(): Promise<RoomState>;
  removeSocket(socket: Socket, code: number, reason: string): boolean;
  end(): Promise<number>;
}

const NOT_ALLOWED = "no longer allowed";

/** Limits system messages about one user's joining and leaving, so that repeating it does not fill the recent window. */
const MOVES: readonly string[] = ["joined", "left"];
const MOVES_LIMIT = { rate: 1 / 600, burst: 4 };

/** A setting is in the database at most this long after the time of its command: a ticket from until then may have the old one. */
const COMMITTED_WITHIN_MS = 5_000;

/** How many sockets were closed, or that the room can't do it just now. */
type CommandResult = number | "busy";

/**
 * Carries out the web side's commands (docs/members.md). Any of them may come twice, or late: `at`, the time of the change, keeps a late
 * one from undoing a later change (D8).
 */
export class Commands {
  private readonly moves: RateLimit;

  constructor(private readonly room: CommandsOptions) {
    this.moves = new RateLimit(MOVES_LIMIT, room.ports.clock);
  }

  prune(): void {
    this.moves.prune();
  }

  /** Carries out all commands one after the other, even if one fails. "busy": the call must be sent again. @throws when storage fails. */
  async handle(
    commands: readonly RoomCommand[],
    at: number | undefined,
    onDone: (command: RoomCommand) => void,
  ): Promise<CommandResult> {
    let closed = 0;
    let isBusy = false;
    const failures: unknown[] = [];
    for (const command of commands) {
      try {
        const done = await this.handleOne(command, at);
        if (done === "busy") isBusy = true;
        else closed += done;
      } catch (error) {
        failures.push(error);
        if (command.type === "end") continue;
      }
      // Also after a storage failure: the change is effective in memory.
      onDone(command);
    }
    if (failures.length > 0) throw failures[0];
    return isBusy ? "busy" : closed;
  }

  private async handleOne(command: RoomCommand, at: number | undefined): Promise<CommandResult> {
    switch (command.type) {
      case "close":
        return "sessions" in command ? this.closeSessions(command.sessions) : this.closeUsers(command, at);
      case "notice":
        return this.put(command);
      case "role":
        return this.changeRole(command, at);
      case "receipts":
        return this.changeReceipts(command, at);
      case "open": {
        // Made private: people who are not members may no longer know of it.
        const isMeant = (guest: Guest) => guest.preview === true && isFromBefore(guest, at);
        const closed = command.recheck ? this.close(isMeant, NOT_ALLOWED) : 0;
        await this.room.lifecycle.setReadOnly(command.isReadOnly, at);
        return closed;
      }
      case "end":
        return this.room.end();
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
    await this.withLive(({ receipts }, live) => {
      for (const id of users) receipts.forget(live, id);
    });
    return closed;
  }

  /** A room that can't start has nothing to do it to: it will learn how things are when it can. */
  private async withLive(act: (room: CommandsOptions, live: RoomState) => void): Promise<number> {
    const live = await this.room.state().catch(() => undefined);
    if (live) act(this.room, live);
    return 0;
  }

  private close(isMeant: (guest: Guest) => boolean, reason: string): number {
    const meant = [...this.room.ports.sockets()].filter(({ guest }) => isMeant(guest));
    return meant.filter((socket) => this.room.removeSocket(socket, CLOSE.noLongerAllowed, reason)).length;
  }

  private changeRole({ userId, role }: Extract<RoomCommand, { type: "role" }>, at: number | undefined): number {
    const isOlder = (guest: Guest) => isFromBefore({ at: Math.max(guest.at ?? 0, guest.roleAt ?? 0) }, at);
    return this.change(userId, { role, ...(at !== undefined && { roleAt: at }) }, isOlder);
  }

  /** A late command, from before another change or well before the ticket of an open socket, has no effect. */
  private async changeReceipts(
    { userId, on }: Extract<RoomCommand, { type: "receipts" }>,
    at: number | undefined,
  ): Promise<number> {
    const isNewer = (guest: Guest) =>
      at !== undefined && ((guest.receiptsAt ?? 0) > at || (guest.at ?? 0) > at + COMMITTED_WITHIN_MS);
    const own = [...this.room.ports.sockets()].filter(({ guest }) => guest.id === userId);
    if (own.some(({ guest }) => isNewer(guest))) return 0;
    this.change(userId, { receipts: on, ...(at !== undefined && { receiptsAt: at }) });
    return this.withLive(({ receipts }, live) => receipts.setEnabled(live, userId, on));
  }

  /** Includes sockets that are still being welcomed, but no previews, which have neither role nor receipts. */
  private change(userId: string, to: Partial<Guest>, isMeant = (_: Guest) => true): number {
    for (const socket of this.room.ports.sockets()) {
      const { guest } = socket;
      if (guest.id === userId && !guest.preview && isMeant(guest)) socket.guest = { ...guest, ...to };
    }
    return 0;
  }

  private async put(command: Extract<RoomCommand, { type: "notice" }>): Promise<CommandResult> {
    const { state, ports } = this.room;
    if (MOVES.includes(command.notice.what) && this.moves.take(command.author.id) > 0) return 0;
    try {
      return (await appendSystemMessage(await state(), command, ports)) === "durable" ? 0 : "busy";
    } catch (error) {
      ports.warn("notice: not taken in", error);
      return "busy";
    }
  }
}

/** Whether a guest was authorized before the change that a command is about. */
function isFromBefore({ at: authorizedAt }: Pick<Guest, "at">, at: number | undefined): boolean {
  return at === undefined || authorizedAt === undefined || authorizedAt <= at;
}
