/**
 * A user's unsent text in one room, kept on the device: the composer's text with its reply target, and the open edits.
 * Each is a separate record, so that two tabs that write different ones do not overwrite each other.
 */
import "@/lib/protocol/no-eval";
import * as z from "zod/mini";
import { type DeviceStore, deviceStore, type Key } from "@/lib/client/outbox/device-store";
import type { Chosen } from "@/lib/events/chosen";
import type { stillChosen } from "./still-chosen";

export interface ComposerDraft {
  text: string;
  /** Seq of the message that it replies to. */
  replyTo?: number;
  /** People whom the author chose from the list after an @. */
  chosen?: Chosen[];
}
export interface EditDraft {
  text: string;
  /** The message's text when the edit began. */
  base: string;
  /** People who are chosen for an @ of the text; undefined: as in the message. */
  chosen?: readonly Chosen[];
}
export interface Drafts {
  composer: ComposerDraft;
  /** By the seq of the message. */
  edits: Readonly<Record<string, EditDraft>>;
  /** Whether the records have been read from the device. */
  isLoaded: boolean;
}

const at = z.optional(z.number());
const chosen = z.optional(z.array(z.object({ id: z.string(), username: z.string(), at })));
const composerDraft = z.object({
  text: z.string(),
  replyTo: z.optional(z.number().check(z.int())),
  chosen,
});
const editDraft = z.object({ text: z.string(), base: z.string(), chosen });
const anyDraft = z.union([editDraft, composerDraft]);

const SAVE_AFTER_MS = 150;
/** For this long after the last key press, another tab does not change the field. */
const TYPING_MS = 2_000;
const COMPOSER = "composer";
const NOTHING: ComposerDraft = { text: "" };

/** The chosen people after a text was inserted before theirs. */
function moved({ chosen = [], text }: ComposerDraft, joined: string): Chosen[] {
  const by = joined.length - text.length;
  return chosen.map(({ at, ...user }) => ({ ...user, ...(at !== undefined && { at: at + by }) }));
}

/**
 * The stored draft, followed by the text that was typed before the draft was read. If the browser has restored the stored
 * draft in the field, the draft is not repeated.
 * @param early the last text in the field before the read; `now.text` is empty if that text was sent or cleared
 */
function joined(stored: ComposerDraft, now: ComposerDraft, early: string): ComposerDraft {
  if (now.text === "" && stored.text !== "" && early.startsWith(stored.text)) return now;
  const parts = [stored.text, now.text].filter((each) => each !== "");
  const isIn = now.text.startsWith(stored.text);
  // An earlier save of this page has joined the two already.
  const isJoined = stored.text.endsWith(`\n${now.text}`);
  const text = isIn ? now.text : isJoined ? stored.text : parts.join("\n");
  const chosen = [...(stored.chosen ?? []), ...moved(now, text)];
  const replyTo = now.replyTo ?? stored.replyTo;
  return { text, ...(replyTo !== undefined && { replyTo }), ...(chosen.length > 0 && text !== "" && { chosen }) };
}

export class RoomDrafts {
  private state: Drafts = { composer: NOTHING, edits: {}, isLoaded: false };
  private readonly listeners = new Set<() => void>();
  private readonly unsaved = new Set<string>();
  /** When each field was last changed (`writtenAt`) and saved (`savedAt`), by `performance.now()`, which never steps back. */
  private readonly writtenAt = new Map<string, number>();
  private readonly savedAt = new Map<string, number>();
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private rereadTimer: ReturnType<typeof setTimeout> | undefined;
  /** The composer's last text, other than an empty one, before the stored draft was read. */
  private early = "";
  private composition: { over: Promise<void>; end: () => void } | undefined;
  private readonly prefix: Key;
  /** Set once the list of names, from which people are chosen, is loaded. */
  stillChosen: typeof stillChosen | undefined;

  constructor(
    userId: string,
    roomId: string,
    private readonly store: DeviceStore = deviceStore,
  ) {
    this.prefix = ["draft", userId, roomId];
  }

  /** Returns the same object until something changes, as `useSyncExternalStore` requires. */
  getState = (): Drafts => this.state;

  /** Called on every change: in this tab, in other tabs, and when the records have been read. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Reads the records and follows their changes. @returns a function that stops, and saves what is unsaved */
  open(): () => void {
    void this.migrate().then(() => this.load());
    const stop = this.store.listen(this.prefix, () => void this.load());
    const shown = () => (document.visibilityState === "hidden" ? this.leave() : void this.load());
    globalThis.document?.addEventListener("visibilitychange", shown);
    globalThis.window?.addEventListener("pagehide", this.leave);
    return () => {
      this.leave();
      stop();
      clearTimeout(this.rereadTimer);
      globalThis.document?.removeEventListener("visibilitychange", shown);
      globalThis.window?.removeEventListener("pagehide", this.leave);
    };
  }

  /**
   * Changes the composer's text, the message that it replies to, or both.
   * @param caret the end of the change in the new text
   */
  writeComposer(change: Partial<ComposerDraft>, caret = 0): void {
    const before = this.state.composer;
    const composer: ComposerDraft = { ...before, ...change };
    if (change.text !== undefined && !change.chosen) composer.chosen = this.chosenAfter(change.text, caret);
    if (composer.text === "") {
      // The chosen mentions and a syllable under composition belonged to the old text.
      delete composer.chosen;
      this.setComposing(false);
    } else if (!this.state.isLoaded) this.early = composer.text;
    this.set({ composer });
    this.wrote(COMPOSER);
  }

  private chosenAfter(text: string, caret: number): Chosen[] | undefined {
    const { chosen, text: before } = this.state.composer;
    if (!chosen || text === before) return chosen;
    // A draft that was changed before the list is loaded: the places are not known any more.
    return this.stillChosen?.(chosen, before, text, caret) ?? chosen.map(({ id, username }) => ({ id, username }));
  }

  /** Inserts a text before the composer's, with its chosen people, and with its reply target if the composer has none. */
  putBefore({ text, replyTo, chosen = [] }: ComposerDraft): void {
    const now = this.state.composer;
    const both = [text, now.text].filter((each) => each !== "").join("\n");
    this.writeComposer({ text: both, replyTo: now.replyTo ?? replyTo, chosen: [...chosen, ...moved(now, both)] });
  }

  /** Sets an edit's text; undefined: it was saved or discarded. */
  writeEdit(seq: number, draft: EditDraft | undefined): void {
    const { [seq]: _, ...others } = this.state.edits;
    this.set({ edits: draft ? { ...others, [seq]: draft } : others });
    this.wrote(String(seq));
  }

  /** Call when an input method begins or ends a composition in the composer: the stored draft is not inserted during one. */
  setComposing(isOn: boolean): void {
    if (isOn === (this.composition !== undefined)) return;
    this.composition?.end();
    this.composition = undefined;
    if (!isOn) return;
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.composition = { over, end };
  }

  /** Saves unsaved fields at once. */
  readonly flush = (): void => {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    for (const field of this.unsaved) {
      // Saving now would overwrite the stored draft, which has not been read.
      if (field === COMPOSER && !this.state.isLoaded) continue;
      this.unsaved.delete(field);
      void this.save(field);
    }
  };

  /** Saves unsaved fields even if the records have not been read, since the page may be closed now. */
  readonly leave = (): void => {
    this.flush();
    if (this.unsaved.has(COMPOSER)) void this.saveEarly();
  };

  private async saveEarly(): Promise<void> {
    const key = [...this.prefix, COMPOSER];
    const stored = await this.store.get(key, composerDraft);
    if (!this.state.isLoaded) await this.put(key, joined(stored ?? NOTHING, this.state.composer, this.early));
  }

  private wrote(field: string): void {
    this.writtenAt.set(field, performance.now());
    this.unsaved.add(field);
    this.saveTimer ??= setTimeout(this.flush, SAVE_AFTER_MS);
  }

  private save(field: string): Promise<void> {
    this.savedAt.set(field, performance.now());
    const { composer, edits } = this.state;
    return this.put([...this.prefix, field], field === COMPOSER ? composer : edits[field]);
  }

  private put(key: Key, value: ComposerDraft | EditDraft | undefined): Promise<void> {
    const isEmpty = !value || (!("base" in value) && !value.text && value.replyTo === undefined);
    return isEmpty ? this.store.remove(key) : this.store.put(key, value);
  }

  private async load(): Promise<void> {
    const begun = performance.now();
    const kept = await this.store.list(this.prefix, anyDraft);
    if (!this.state.isLoaded) await this.composition?.over;
    const edits: Record<string, EditDraft> = {};
    let composer = NOTHING;
    for (const { key, value } of kept) {
      const field = key[this.prefix.length] ?? "";
      if (field === COMPOSER) composer = composerDraft.parse(value);
      else if ("base" in value) edits[field] = value;
    }
    const { state } = this;
    const isFirst = !state.isLoaded;
    const next = { composer, edits, isLoaded: true };
    for (const field of new Set([COMPOSER, ...Object.keys(state.edits), ...Object.keys(edits)])) {
      if (!this.isNewer(field, begun)) continue;
      if (field === COMPOSER) next.composer = isFirst ? joined(composer, state.composer, this.early) : state.composer;
      else if (state.edits[field]) edits[field] = state.edits[field];
      else delete edits[field];
      this.reread();
    }
    if (JSON.stringify(next) !== JSON.stringify(state)) this.set(next);
    // Text typed before the read has just been joined with the stored draft, so it can be saved now.
    if (isFirst && this.unsaved.has(COMPOSER)) this.wrote(COMPOSER);
  }

  /** Whether a field's text is newer than the record read by a load that began at `begun`. */
  private isNewer(field: string, begun: number): boolean {
    const last = (times: Map<string, number>) => times.get(field) ?? Number.NEGATIVE_INFINITY;
    if (this.unsaved.has(field) || last(this.savedAt) >= begun) return true;
    return performance.now() - last(this.writtenAt) < TYPING_MS;
  }

  /** Reads the records again after a pause, to apply changes that were held back while the user typed. */
  private reread(): void {
    clearTimeout(this.rereadTimer);
    this.rereadTimer = setTimeout(() => void this.load(), TYPING_MS);
  }

  /** Moves the text that earlier releases kept for one tab into the device's storage. */
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
      // Storage is forbidden, so an earlier release stored nothing either.
    }
  }

  private set(change: Partial<Drafts>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
