import { type ComponentType, useEffect, useState, useSyncExternalStore } from "react";

type State = "unloaded" | "loading" | "failed" | "loaded";

/** Code that is not in the page's first load: docs/decisions/0019-first-load.md. */
export class LazyCode<T> {
  code: T | undefined;
  private state: State = "unloaded";
  private loading: Promise<boolean> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly fetchCode: () => Promise<T>) {}

  /** Loads the code; after a failure, tries again. @returns whether it is loaded */
  readonly load = (): Promise<boolean> => {
    this.loading ??= this.start();
    return this.loading;
  };

  readonly getState = (): State => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** From now on, the return of the network retries a failed load. Returns a function that ends this. */
  readonly retryOnReturn = (): (() => void) => {
    const retry = () => {
      if (this.state === "failed") void this.load();
    };
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  };

  private async start(): Promise<boolean> {
    this.set("loading");
    try {
      this.code = await this.fetchCode();
      this.set("loaded");
      return true;
    } catch {
      this.loading = undefined;
      this.set("failed");
      return false;
    }
  }

  private set(state: State): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

/** A component whose code is not in the page's first load, such as a dialog. */
export class LazyPart<P> extends LazyCode<ComponentType<P>> {
  get component(): ComponentType<P> | undefined {
    return this.code;
  }
}

/** After the page's own requests, which are more urgent. */
const PRELOAD_AFTER_MS = 1_500;
/** On a page that is never idle. */
const PRELOAD_WITHIN_MS = 10_000;

/** Loads code when the page is idle. If it cannot be loaded, then or later, the return of the network tries again. */
export function usePreload<T>(part: LazyCode<T>): void {
  useEffect(() => {
    const timer = setTimeout(() => whenIdle(part.load), PRELOAD_AFTER_MS);
    const stop = part.retryOnReturn();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [part]);
}

/**
 * The code, once something else has loaded it.
 * @param isUsed false: undefined, so that the arrival of the code renders nothing
 */
export function useLoadedCode<T>(part: LazyCode<T>, isUsed = true): T | undefined {
  return useSyncExternalStore(
    part.subscribe,
    () => (isUsed ? part.code : undefined),
    () => undefined,
  );
}

/** Loads code as soon as it is wanted, and otherwise when the page is idle. @returns the code, once it is loaded */
export function useLazyCode<T>(part: LazyCode<T>, wanted: boolean): T | undefined {
  const code = useLoadedCode(part);
  useEffect(() => {
    if (wanted) void part.load();
  }, [part, wanted]);
  usePreload(part);
  return code;
}

/** Loads code when the page is idle. @returns the code, once it is loaded */
export function useIdleCode<T>(part: LazyCode<T>): T | undefined {
  usePreload(part);
  return useLoadedCode(part);
}

/**
 * Loads a part as soon as it is wanted, and otherwise when the page is idle.
 * @returns its component, once the part has been wanted and is loaded; `failed`: the part is wanted, but could not be loaded
 */
export function useLazyPart<P>(part: LazyPart<P>, wanted: boolean) {
  const state = useSyncExternalStore<State>(part.subscribe, part.getState, () => "unloaded");
  // A part that nobody has opened is not rendered, even if it is preloaded.
  const [hasBeenWanted, setHasBeenWanted] = useState(wanted);
  if (wanted && !hasBeenWanted) setHasBeenWanted(true);
  useEffect(() => {
    if (wanted) void part.load();
  }, [part, wanted]);
  const failed = wanted && state === "failed";
  usePreload(part);
  return {
    Component: hasBeenWanted && state === "loaded" ? part.component : undefined,
    failed,
  };
}

/** Safari has no `requestIdleCallback`. */
function whenIdle(act: () => void): void {
  if (typeof window.requestIdleCallback === "function") window.requestIdleCallback(act, { timeout: PRELOAD_WITHIN_MS });
  else act();
}
