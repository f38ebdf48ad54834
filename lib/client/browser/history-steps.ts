/** Lets a page handle a step through the history before the router, which would show another page. */

type Handler = (event: PopStateEvent) => void;

let handler: Handler | undefined;

/** Must run before the router: on `window`, listeners run in the order in which they were added, whether they capture or not. */
export function watchHistorySteps(window: Window): void {
  window.addEventListener("popstate", (event) => handler?.(event));
}

/**
 * Calls `handle` at each step; `stopImmediatePropagation` hides the step from the router. @returns a function that
 * removes the handler
 */
export function onHistoryStep(handle: Handler): () => void {
  handler = handle;
  return () => {
    if (handler === handle) handler = undefined;
  };
}
