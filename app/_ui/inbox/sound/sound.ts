const KEY = "sound";

/** Two soft knocks, as on a wooden door: pitch in Hz, start in seconds. */
const KNOCKS = [
  { pitch: 523, at: 0 },
  { pitch: 392, at: 0.11 },
];
const FADE_S = 0.18;
const LOUDNESS = 0.12;

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

/** Whether the sound is on and the browser allows it on this page. */
export function canPlaySound(): boolean {
  return context !== undefined && isSoundOn();
}

/** Plays the sound, if `canPlaySound`. */
export function playSound(): void {
  if (!context || !canPlaySound()) return;
  for (const { pitch, at } of KNOCKS) strike(context, pitch, context.currentTime + at);
}

function strike(on: AudioContext, pitch: number, at: number): void {
  const tone = on.createOscillator();
  const loudness = on.createGain();
  tone.type = "sine";
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(LOUDNESS, at);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + FADE_S);
  tone.connect(loudness).connect(on.destination);
  tone.start(at);
  tone.stop(at + FADE_S);
}
