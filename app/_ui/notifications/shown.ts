interface Shown {
  roomId: string;
  seq: number;
  /** The newest event that the entry had. */
  event: number;
}

/** Messages whose entries the list has shown, and with which event: an update may report it only afterwards. */
const shown = new Map<string, number>();

const keyOf = ({ roomId, seq }: Shown) => `${roomId} ${seq}`;

export function noteShown(entry: Shown): void {
  shown.set(keyOf(entry), entry.event);
}

export function wasShown(entry: Shown): boolean {
  return (shown.get(keyOf(entry)) ?? 0) >= entry.event;
}
