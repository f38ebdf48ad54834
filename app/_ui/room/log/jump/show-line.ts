import { firstVisible, isAtEnd, seqOf } from "@/app/_ui/room/log/line-of";
import type { Place } from "./history-entry";

const HIGHLIGHT_MS = 1_600;
const HIGHLIGHT = { outline: "3px solid var(--color-accent)", outlineOffset: "2px" };
const FADED = { outline: "3px solid transparent", outlineOffset: "2px" };

/** Scrolls to a message, highlights it and moves the focus to it. */
export function showLine(line: HTMLElement): void {
  const log = logOf(line);
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: line.offsetHeight > (log?.clientHeight ?? 0) ? "start" : "center" });
  scrolled(log);
  const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Without motion, the highlight stays and then ends at once.
  line.animate?.([HIGHLIGHT, isCalm ? HIGHLIGHT : FADED], { duration: HIGHLIGHT_MS, easing: "ease-in" });
}

/** Scrolls so that a message is where it was. */
export function showAt(line: HTMLElement, top: number): void {
  const log = logOf(line);
  if (!log) return;
  log.scrollTop += line.getBoundingClientRect().top - log.getBoundingClientRect().top - top;
  scrolled(log);
}

/** The place that the open log shows. Undefined if it has no line, or ends at the newest message and shows its end. */
export function placeOnScreen(isPast: boolean): Place | undefined {
  const log = openLog();
  if (!log || (!isPast && isAtEnd(log))) return undefined;
  const first = firstVisible(log);
  const seq = first && seqOf(first.line);
  return first && seq !== undefined ? { seq, top: first.top - log.getBoundingClientRect().top } : undefined;
}

export function scrollToEnd(): void {
  const log = openLog();
  log?.scrollTo({ top: 0 });
  scrolled(log);
}

const openLog = () => document.querySelector<HTMLElement>("[role=log]");
const logOf = (line: HTMLElement) => line.closest<HTMLElement>("[role=log]");

/** The browser sends its own scroll event later. Until the log gets one, it would scroll back to its old position. */
function scrolled(log: HTMLElement | null): void {
  log?.dispatchEvent(new Event("scroll"));
}
