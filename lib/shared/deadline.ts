/**
 * Runs an operation with a signal that aborts after `ms`. The timer ends with the operation. The timer of
 * `AbortSignal.timeout` would run on, and keep a quiet room from hibernating (B2).
 * @throws TimeoutError (a DOMException) once `ms` have passed, even if `ask` ignores the signal
 */
export function withDeadline<T>(ms: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const reason = new DOMException(`no answer in ${ms} ms`, "TimeoutError");
      reject(reason);
      controller.abort(reason);
    }, ms);
    ask(controller.signal)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
