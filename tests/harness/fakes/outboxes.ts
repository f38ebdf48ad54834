import type { OutboxStore } from "@/lib/client/outbox/outbox-store";
import type { OutboxEntry } from "@/lib/client/outbox/requests";

/** The stored unsent requests of one room, shared by the pages of one device, in memory. */
export class FakeOutboxes {
  readonly entries = new Map<string, OutboxEntry>();
  /** Ids of the files that were removed with a request. */
  readonly removedFiles: string[] = [];
  readonly renewedFiles: string[] = [];
  private readonly listeners = new Map<string, () => void>();
  private readonly closed = new Map<string, () => void>();
  private readonly whenClosed = new Map<string, Promise<void>>();

  /** The outbox store of one page. */
  page(tab: string): OutboxStore {
    const ended = new Promise<void>((resolve) => this.closed.set(tab, resolve));
    this.whenClosed.set(tab, ended);
    const tell = () => {
      for (const [other, changed] of this.listeners) if (other !== tab) changed();
    };
    const write = (change: () => void) => {
      change();
      tell();
    };
    const { entries, removedFiles, renewedFiles } = this;
    return {
      tab,
      load: async () => [...entries.values()],
      add: async (entry) => write(() => entries.set(entry.frame.clientId, entry)),
      change: (entry) => write(() => entries.has(entry.frame.clientId) && entries.set(entry.frame.clientId, entry)),
      remove: (clientId, files = []) => {
        removedFiles.push(...files.map(({ id }) => id));
        write(() => entries.delete(clientId));
      },
      renewFiles: (files) => void renewedFiles.push(...files.map(({ id }) => id)),
      listen: (changed) => {
        this.listeners.set(tab, changed);
        return () => this.listeners.delete(tab);
      },
      whenGone: async (other) => {
        await this.whenClosed.get(other);
        return true;
      },
      adopt: async (entry) => {
        const now = entries.get(entry.frame.clientId);
        if (now?.tab !== entry.tab) return false;
        write(() => entries.set(entry.frame.clientId, { ...now, tab }));
        return true;
      },
    };
  }

  /** Closes that page, which frees its lock. */
  close(tab: string): void {
    this.listeners.delete(tab);
    this.closed.get(tab)?.();
  }
}
