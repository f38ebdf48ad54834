const KEY = "sound";

let context: AudioContext | undefined;
const listeners = new Set<() => void>();

/** Whether this device plays sounds. On by default. */
export function isSoundOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function setSound(isOn: boolean): void {
  try {
    if (isOn) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // Storage is forbidden, so the setting does not change.
  }
  for (const listener of listeners) listener();
}

/** For `useSyncExternalStore`. Also reports changes by other tabs. */
export function subscribeSound(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/**
 * Call on a press of a key or pointer: browsers allow sound only after one. A context that is created earlier is suspended and
 * logs a warning.
 */
export function allowSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** Undefined if the sound is off, or the browser does not allow it on this page. */
export function soundContext(): AudioContext | undefined {
  return isSoundOn() ? context : undefined;
}
