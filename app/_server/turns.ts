/**
 * Lets at most `atOnce` pieces of work run, and `waiting` wait for their turn, first come first served.
 * @throws what `full` makes, where more want to.
 */
export function takeTurns(atOnce: number, waiting: number, full: () => Error) {
  let running = 0;
  const queue: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw full();
      // Whoever leaves hands the place over, so that nobody slips in between.
      await new Promise<void>((turn) => queue.push(turn));
    } else running++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
