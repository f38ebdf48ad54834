import type { Unseen } from "@/lib/protocol/http/notifications";

type Place = Omit<Unseen, "event">;

/** Mentions and replies that the list has shown: an update may report one only afterwards. */
const shown = new Set<string>();

export function noteShown({ roomId, seq }: Place): void {
  shown.add(`${roomId} ${seq}`);
}

export function wasShown({ roomId, seq }: Place): boolean {
  return shown.has(`${roomId} ${seq}`);
}
