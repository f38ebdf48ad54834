import { type Store, WRITE_MAX } from "@/party/ports";
import type { Alarms } from "./alarms";

interface State {
  isReadOnly: boolean;
  isEnded: boolean;
  /** When that change was made (epoch ms, the database's clock), if known. */
  at?: number;
}

/** Whether anything may be said in the room, and whether there still is a room. In storage, since the room may sleep. */
export class RoomLifecycle {
  private state: State | undefined;

  constructor(private readonly store: Store) {}

  /** @throws when storage can't be read. */
  async load(): Promise<void> {
    if (this.state) return;
    const stored = await this.store.get<State>("state");
    // An command may have come meanwhile.
    this.state ??= stored;
  }

  /** Only after `load`. */
  get isReadOnly(): boolean {
    return this.state?.isReadOnly ?? false;
  }

  /** Only after `load`. */
  get isEnded(): boolean {
    return this.state?.isEnded ?? false;
  }

  /** What the archive says, where no command has said anything yet. */
  async initialize(isReadOnly: boolean): Promise<void> {
    if (!this.state) await this.set({ isReadOnly, isEnded: false });
  }

  /**
   * Takes effect in memory at once. A command about a change before the last one has no effect.
   * @param at when the change was made; undefined: just now. @throws when storage fails: a restart may then lose the change.
   */
  async setReadOnly(isReadOnly: boolean, at?: number): Promise<void> {
    const before = this.state?.at;
    if (at !== undefined && before !== undefined && at < before) return;
    await this.set({ isReadOnly, isEnded: this.isEnded, at: at ?? before });
  }

  /** For good. @throws when storage fails. */
  async end(): Promise<void> {
    const state: State = { isReadOnly: true, isEnded: true };
    // Not before storage has it: the caller sends the command again, and it must be handled then.
    await this.store.put({ state });
    this.state = state;
  }

  private async set(state: State): Promise<void> {
    this.state = state;
    await this.store.put({ state });
  }
}

/** What a room leaves behind: that it has ended, and its id, which its host has noted. */
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
