import { type Store, WRITE_MAX } from "@/party/ports";
import type { Alarms } from "./alarms";

interface State {
  isReadOnly: boolean;
  isEnded: boolean;
  /** When `isReadOnly` was last changed (epoch ms, the database's clock), if known. */
  at?: number;
}

/** Whether the room is open, read-only or ended. In storage, since the room may sleep. */
export class RoomLifecycle {
  private state: State | undefined;

  constructor(private readonly store: Store) {}

  /** @throws if storage cannot be read */
  async load(): Promise<void> {
    if (this.state) return;
    const stored = await this.store.get<State>("state");
    // A command may have set the state during the read.
    this.state ??= stored;
  }

  /** Call it after `load`. */
  get isReadOnly(): boolean {
    return this.state?.isReadOnly ?? false;
  }

  /** Call it after `load`. */
  get isEnded(): boolean {
    return this.state?.isEnded ?? false;
  }

  /** Applies the archive's value unless a command has set one. */
  async initialize(isReadOnly: boolean): Promise<void> {
    if (!this.state) await this.set({ isReadOnly, isEnded: false });
  }

  /**
   * Effective in memory at once. A command about an earlier change than the last one has no effect.
   * @param at when the change was made; undefined: just now
   * @throws if storage fails: a restart may then lose the change
   */
  async setReadOnly(isReadOnly: boolean, at?: number): Promise<void> {
    const before = this.state?.at;
    if (at !== undefined && before !== undefined && at < before) return;
    await this.set({ isReadOnly, isEnded: this.isEnded, at: at ?? before });
  }

  /** Final. @throws if storage fails */
  async end(): Promise<void> {
    const state: State = { isReadOnly: true, isEnded: true };
    // Effective in memory only once it is stored: after a failure the caller sends the command again, and the room must
    // handle it then.
    await this.store.put({ state });
    this.state = state;
  }

  private async set(state: State): Promise<void> {
    this.state = state;
    await this.store.put({ state });
  }
}

/** The keys that an ended room keeps: the fact that it has ended, and the id that its host has stored. */
const LEFT_BEHIND: readonly string[] = ["state", "id"];

/** Empties the storage of a room that has ended. */
export async function emptyStorage(store: Store, alarms: Alarms): Promise<void> {
  for (;;) {
    const page = await store.list("", undefined, WRITE_MAX);
    const keys = [...page.keys()].filter((key) => !LEFT_BEHIND.includes(key));
    if (keys.length > 0) await store.delete(keys);
    if (page.size < WRITE_MAX) break;
  }
  await alarms.clear();
}
