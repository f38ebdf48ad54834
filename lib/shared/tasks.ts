/** Runs all items, at most `atOnce` at a time. Rejects with the first failure; later items may then have run or not. */
export async function forEachAtMost<T>(
  atOnce: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

interface RetryOptions<T> {
  /** Tries, including the first. */
  tries: number;
  /** No try starts after this time (epoch ms). */
  until?: number;
  isFinal: (result: T) => boolean;
}

/** Repeats an attempt until its result is final. Returns the last result, or undefined if there was no time for a try. */
export async function retry<T>(
  attempt: () => Promise<T>,
  { tries, until = Number.POSITIVE_INFINITY, isFinal }: RetryOptions<T>,
): Promise<T | undefined> {
  let result: T | undefined;
  for (let n = 0; n < tries && Date.now() < until; n++) {
    result = await attempt();
    if (isFinal(result)) return result;
  }
  return result;
}
