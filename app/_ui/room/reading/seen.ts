interface Span {
  top: number;
  bottom: number;
}

/** A line still counts as seen if at most this much of it is below the visible area. */
const SLACK_PX = 6;

/**
 * How many lines, counted from the oldest, have been seen on a screen that shows `view`: all that end above its lower edge, and
 * the next one if it fills the screen. Uses bisection: lines are in order, and there may be thousands.
 */
export function seenLines(count: number, spanOf: (i: number) => Span, view: Span): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spanOf(middle).bottom <= view.bottom + SLACK_PX) low = middle + 1;
    else high = middle;
  }
  return low < count && spanOf(low).top <= view.top ? low + 1 : low;
}
