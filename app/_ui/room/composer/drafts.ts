/**
 * What one person is writing in one room, kept on the device: the composer's text with the message that it answers, and the
 * open edits. Each is a record of its own, so that two tabs that write different ones do not undo each other.
 */
import "../../../../lib/no-eval";
import { z } from "zod";
import { type DeviceStore, deviceStore, type Key } from "../../../../lib/client/device-store";
import { type User, user } from "../../../../lib/protocol";

export interface ComposerDraft {
  text: string;
  /** The message that it answers. */
  replyTo?: number;
  /** People whom the writer chose from the list behind an @; their names may be gone from the text again. */
  chosen?: User[];
}
export interface EditDraft {
  text: string;
  /** The message's text when the edit began. */
  base: string;
}
export interface Drafts {
  composer: ComposerDraft;
  /** By the seq of the message. */
  edits: Readonly<Record<string, EditDraft>>;
  /** Whether the device has been read. */
  isLoaded: boolean;
}

const composerDraft = z.object({
  text: z.string(),
  replyTo: z.number().int().optional(),
  chosen: z.array(user).optional(),
});
const editDraft = z.object({ text: z.string(), base: z.string() });
const anyDraft = z.union([editDraft, composerDraft]);

const SAVE_AFTER_MS = 150;
/** So long after the last key press a field counts as being typed in: another tab does not change it. */
const TYPING_MS = 2_000;
const COMPOSER = "composer";
const NOTHING: ComposerDraft = { text: "" };

export class RoomDrafts {
  private state: Drafts = { composer: NOTHING, edits: {}, isLoaded: false };
  private readonly listeners = new Set<() => void>();
  private readonly unsaved = new Set<string>();
  private readonly writtenAt = new Map<string, number>();
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private rereadTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly prefix: Key;

  constructor(
    userId: string,
    roomId: string,
    private readonly store: DeviceStore = deviceStore,
  ) {
    this.prefix = ["draft", userId, roomId];
  }

  /** The same object until something changes, as `useSyncExternalStore` wants it. */
  getState = (): Drafts => this.state;

  /** Hears every change: one's own in this tab, what the device had, and those of other tabs. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Reads the device and follows it; ends with what it answers, which saves what is not saved yet. */
  open(): () => void {
    void this.migrate().then(() => this.load());
    const stop = this.store.listen(this.prefix, () => void this.load());
    const shown = () => (document.visibilityState === "hidden" ? this.flush() : void this.load());
    globalThis.document?.addEventListener("visibilitychange", shown);
    globalThis.window?.addEventListener("pagehide", this.flush);
    return () => {
      this.flush();
      stop();
      clearTimeout(this.rereadTimer);
      globalThis.document?.removeEventListener("visibilitychange", shown);
      globalThis.window?.removeEventListener("pagehide", this.flush);
    };
  }

  /** Changes the composer's text, the message that it answers, or both. */
  writeComposer(change: Partial<ComposerDraft>): void {
    const composer = { ...this.state.composer, ...change };
    // The chosen mentions belonged to the text that is gone.
    if (composer.text === "") delete composer.chosen;
    this.set({ composer });
    this.wrote(COMPOSER);
  }

  /** Puts a text before what the composer holds, with its chosen people, and its reply target where there is none. */
  putBefore({ text, replyTo, chosen = [] }: ComposerDraft): void {
    const now = this.state.composer;
    const both = [text, now.text].filter((each) => each !== "").join("\n");
    this.writeComposer({ text: both, replyTo: now.replyTo ?? replyTo, chosen: [...chosen, ...(now.chosen ?? [])] });
  }

  /** An edit's text; undefined: it is over, saved or given up. */
  writeEdit(seq: number, draft: EditDraft | undefined): void {
    const { [seq]: _, ...others } = this.state.edits;
    this.set({ edits: draft ? { ...others, [seq]: draft } : others });
    this.wrote(String(seq));
  }

  /** Saves at once what is not saved yet. */
  readonly flush = (): void => {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    for (const field of this.unsaved) void this.save(field);
    this.unsaved.clear();
  };

  private wrote(field: string): void {
    // Not by the device's clock, which may be set back meanwhile.
    this.writtenAt.set(field, performance.now());
    this.unsaved.add(field);
    this.saveTimer ??= setTimeout(this.flush, SAVE_AFTER_MS);
  }

  private save(field: string): Promise<void> {
    const { composer, edits } = this.state;
    const key = [...this.prefix, field];
    const value = field === COMPOSER ? composer : edits[field];
    const isEmpty = !value || (field === COMPOSER && !composer.text && composer.replyTo === undefined);
    return isEmpty ? this.store.remove(key) : this.store.put(key, value);
  }

  private async load(): Promise<void> {
    const kept = await this.store.list(this.prefix, anyDraft);
    const edits: Record<string, EditDraft> = {};
    let composer = NOTHING;
    for (const { key, value } of kept) {
      const field = key[this.prefix.length] ?? "";
      if (field === COMPOSER) composer = composerDraft.parse(value);
      else if ("base" in value) edits[field] = value;
    }
    const { state } = this;
    const next = { composer, edits, isLoaded: true };
    for (const field of new Set([COMPOSER, ...Object.keys(state.edits), ...Object.keys(edits)])) {
      if (!this.isBeingTyped(field)) continue;
      if (field === COMPOSER) next.composer = state.composer;
      else if (state.edits[field]) edits[field] = state.edits[field];
      else delete edits[field];
      this.reread();
    }
    if (JSON.stringify(next) !== JSON.stringify(state)) this.set(next);
  }

  private isBeingTyped(field: string): boolean {
    return (
      this.unsaved.has(field) || performance.now() - (this.writtenAt.get(field) ?? Number.NEGATIVE_INFINITY) < TYPING_MS
    );
  }

  /** What was held back is looked at again when nobody types any more. */
  private reread(): void {
    clearTimeout(this.rereadTimer);
    this.rereadTimer = setTimeout(() => void this.load(), TYPING_MS);
  }

  /** Releases before kept the composer's text for one tab alone. */
  private async migrate(): Promise<void> {
    const [, userId, roomId] = this.prefix;
    const old = `draft:${userId}:${roomId}`;
    try {
      const text = sessionStorage.getItem(old);
      if (!text) return;
      const key = [...this.prefix, COMPOSER];
      if (!(await this.store.get(key, composerDraft))) await this.store.put(key, { text });
      sessionStorage.removeItem(old);
    } catch {
      // Storage is forbidden: nothing was kept there either.
    }
  }

  private set(change: Partial<Drafts>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
