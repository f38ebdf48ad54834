/** Plays the notification sound. Not in the first load of a page. */
import { lockOf } from "./attended-room";
import { soundContext } from "./sound";

/** Two soft knocks, as on a wooden door: pitch in Hz, start in seconds. */
const KNOCKS = [
  { pitch: 523, at: 0 },
  { pitch: 392, at: 0.11 },
];
const FADE_S = 0.18;
const LOUDNESS = 0.12;
/** Another tab that gets the same message within this time plays no sound. */
const ONCE_MS = 10_000;

export interface Place {
  roomId: string;
  head: number;
}

/** Plays one sound for messages in these rooms, unless the user is looking at the rooms in other tabs. */
export async function playFor(places: readonly Place[]): Promise<void> {
  // A tab that cannot play must not take the lock of `playOnce`.
  if (!soundContext()) return;
  const elsewhere = await unattended(places);
  if (elsewhere.length > 0) playOnce(elsewhere.map(({ roomId, head }) => `${roomId}:${head}`).join());
}

/** Of these rooms, those that the user is not looking at in any tab of this browser. */
async function unattended(places: readonly Place[]): Promise<readonly Place[]> {
  if (!navigator.locks) return places;
  const { held = [] } = await navigator.locks.query();
  const names = new Set(held.map(({ name }) => name));
  return places.filter(({ roomId }) => !names.has(lockOf(roomId)));
}

/** Only the first tab of this browser plays the sound. */
function playOnce(what: string): void {
  if (!navigator.locks) return playSound();
  void navigator.locks.request(`sound:${what}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    playSound();
    await new Promise((resolve) => setTimeout(resolve, ONCE_MS));
  });
}

/** Plays the sound, if it is on and the browser allows it. */
export function playSound(): void {
  const context = soundContext();
  if (!context) return;
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
