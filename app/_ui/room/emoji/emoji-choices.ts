/** The skin tone and the recent emoji that an account has chosen on this device. */
import { useSyncExternalStore } from "react";
import { isEmoji } from "@/lib/text/emoji";
import { TONES } from "./tones";

/** Shown as recent until there are enough. */
const USUAL = "👍 ❤️ 😂 🎉 🙏 😊 😍 😭 🔥 👏 😅 👌 💯 ✅ 👀 🥰 😢 😮 🤔 🙌 💪 😎 🤣 ✨".split(" ");
const RECENT_MAX = 24;

export interface EmojiChoices {
  /** See `TONES`. */
  tone: number;
  /** The newest first, without skin tones. Frequent ones fill the rest. */
  recent: readonly string[];
}

const NONE: EmojiChoices = { tone: 0, recent: USUAL };
const listeners = new Set<() => void>();
/** What was written last, also where the browser forbids storage. */
const written = new Map<string, string>();
let parsed: { text: string; choices: EmojiChoices } = { text: "", choices: NONE };

export function useEmojiChoices(userId: string): EmojiChoices {
  return useSyncExternalStore(
    subscribe,
    () => readChoices(userId),
    () => NONE,
  );
}

export function readChoices(userId: string): EmojiChoices {
  const text = stored(userId);
  if (text !== parsed.text) parsed = { text, choices: parse(text) };
  return parsed.choices;
}

/** @param emoji without a skin tone */
export function addRecent(userId: string, emoji: string): void {
  const { tone, recent } = readChoices(userId);
  write(userId, { tone, recent: [emoji, ...recent.filter((each) => each !== emoji)] });
}

export function setTone(userId: string, tone: number): void {
  write(userId, { ...readChoices(userId), tone });
}

const keyOf = (userId: string) => `emoji ${userId}`;

/** The tone's number and the recent emoji, separated by spaces. */
function parse(text: string): EmojiChoices {
  const [tone = "", ...recent] = text.split(" ");
  const filled = new Set([...recent.filter(isEmoji), ...USUAL]);
  return {
    tone: /^\d$/.test(tone) && Number(tone) < TONES.length ? Number(tone) : 0,
    recent: [...filled].slice(0, RECENT_MAX),
  };
}

function stored(userId: string): string {
  try {
    return localStorage.getItem(keyOf(userId)) ?? written.get(userId) ?? "";
  } catch {
    return written.get(userId) ?? "";
  }
}

function write(userId: string, { tone, recent }: EmojiChoices): void {
  const text = [tone, ...recent.slice(0, RECENT_MAX)].join(" ");
  written.set(userId, text);
  try {
    localStorage.setItem(keyOf(userId), text);
  } catch {
    // Storage is forbidden or full: `written` keeps the choice as long as the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
