import { seqIn } from "./history-entry";

interface OpenLog {
  roomId: string;
  go: (seq: number) => void;
}

let open: OpenLog | undefined;

/** Registers the log that the page shows. Returns a function that removes it. */
export function showsLog(log: OpenLog): () => void {
  open = log;
  return () => {
    if (open === log) open = undefined;
  };
}

/** The path of a message on this site, if this is its address. */
export function placeIn(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isPlace = url?.origin === window.location.origin && /^\/rooms\/[0-9a-f-]{36}$/.test(url.pathname);
  return isPlace && seqIn(url.searchParams.get("at")) !== undefined ? url.pathname + url.search : undefined;
}

/** Goes to the message with this path. Returns false if another room is open, or none. */
export function goInOpenLog(path: string): boolean {
  const { pathname, searchParams } = new URL(path, window.location.href);
  const seq = seqIn(searchParams.get("at"));
  if (!open || seq === undefined || pathname !== `/rooms/${open.roomId}`) return false;
  open.go(seq);
  return true;
}
