interface Span {
  top: number;
  bottom: number;
}

/** A line that stands out below by less than this has been seen. In px. */
const SLACK_PX = 6;

/**
 * How many lines, from the oldest, somebody has seen whose screen shows `view`: up to the last that is whole above the lower
 * edge, and the next if it fills the screen. By bisection: lines lie in order, and there may be thousands.
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
