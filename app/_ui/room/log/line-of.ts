/** A message's element in the log, or that of a system message; null if it is not shown. */
export function lineOf(seq: number | undefined): HTMLElement | null {
  if (seq === undefined) return null;
  return document.querySelector<HTMLElement>(`[data-message][data-seq="${seq}"],[data-notice-seq="${seq}"]`);
}

/** Undefined for a message that is not confirmed. */
export function seqOf({ dataset: { seq, noticeSeq } }: HTMLElement): number | undefined {
  const text = seq ?? noticeSeq;
  return text === undefined ? undefined : Number(text);
}

/** Within this distance of the end, the user counts as reading the newest message. */
const END_PX = 48;

/** Whether the end of the log is on the screen. It is laid out in reverse, so that its end is at 0. */
export function isAtEnd(log: HTMLElement): boolean {
  return log.scrollTop > -END_PX;
}

/** The topmost visible line and its position. Uses bisection, since the lines are in order. */
export function firstVisible(log: HTMLElement): { line: HTMLElement; top: number } | undefined {
  const lines = log.querySelectorAll<HTMLElement>("[data-message],[data-notice-seq]");
  const edge = log.getBoundingClientRect().top;
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle;
    else low = middle + 1;
  }
  const line = lines[low];
  return line && { line, top: line.getBoundingClientRect().top };
}
