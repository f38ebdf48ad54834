import { useEffect, useSyncExternalStore } from "react";

type EmojiSet = typeof import("./emoji-set");

/** Undefined: not loaded yet. */
let set: EmojiSet | "failed" | undefined;
let isLoading = false;
const listeners = new Set<() => void>();

/** Loads the emoji and their names; after a failure, tries again. */
export async function loadEmojiSet(): Promise<void> {
  if (isLoading || (set !== undefined && set !== "failed")) return;
  isLoading = true;
  finish(undefined);
  finish(await import("./emoji-set").catch(() => "failed" as const));
  isLoading = false;
}

function finish(next: typeof set): void {
  set = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The emoji and the search in them, which are loaded once `isWanted`. Undefined: they are being loaded, or are not wanted yet. */
export function useEmojiSet(isWanted: boolean): EmojiSet | "failed" | undefined {
  const state = useSyncExternalStore(
    subscribe,
    () => set,
    () => undefined,
  );
  useEffect(() => {
    if (isWanted) void loadEmojiSet();
  }, [isWanted]);
  const isFailed = isWanted && state === "failed";
  useEffect(() => {
    if (!isFailed) return;
    window.addEventListener("online", loadEmojiSet);
    return () => window.removeEventListener("online", loadEmojiSet);
  }, [isFailed]);
  return state;
}
