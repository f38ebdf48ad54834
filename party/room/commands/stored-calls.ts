import { TICKET_TTL_S } from "@/lib/protocol/limits";
import { roomCommands } from "@/lib/server/commands";
import { newId } from "@/lib/shared/ids";
import type { CallResult, Ports, StoredCall } from "@/party/ports";
import type { RoomCall } from "@/party/shared/revocations";

/**
 * Handles the commands that the web side could not deliver (D8). Each flush reads them from the database, so an active
 * room misses a command for at most one flush.
 */
export class StoredCalls {
  private isBusy = false;
  /** Ids of calls that only a newer release can handle; they stay in the database. */
  private readonly unknown = new Set<number>();

  constructor(
    private readonly ports: Pick<Ports, "archive" | "clock" | "warn">,
    private readonly handleCommands: (call: RoomCall) => Promise<CallResult>,
  ) {}

  /** Never throws: a failed call comes again with the next flush. */
  async handle(calls: readonly StoredCall[]): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      const done: number[] = [];
      for (const call of calls) if (await this.handleOne(call)) done.push(call.id);
      if (done.length > 0) await this.ports.archive.settle(done);
    } catch (error) {
      this.ports.warn("stored commands: not settled", error);
    } finally {
      this.isBusy = false;
    }
  }

  private async handleOne({ id, commands, at }: StoredCall): Promise<boolean> {
    if (this.unknown.has(id)) return false;
    const parsed = roomCommands.safeParse({ orders: commands });
    if (!parsed.success) {
      this.unknown.add(id);
      this.ports.warn(`stored command ${id}: not known to this release`);
      return false;
    }
    const now = this.ports.clock.now();
    // Each try has its own call id, so that a retry after "busy" does not count as repeated.
    const call = { id: newId(now), expiresAt: now + TICKET_TTL_S * 1000, at, commands: parsed.data.orders };
    try {
      return (await this.handleCommands(call)).status !== "busy";
    } catch (error) {
      this.ports.warn(`stored command ${id}: failed`, error);
      return false;
    }
  }
}
