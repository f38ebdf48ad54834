/** A user's drafts and unsent messages on this device, with their files, in all rooms. */
import * as z from "zod/mini";
import { type DeviceStore, deviceStore, FILE_KINDS, type Key } from "./device-store";

const KINDS = ["draft", "unsent", ...FILE_KINDS];
const prefixesOf = (userId: string): Key[] => KINDS.map((kind) => [kind, userId]);

/** Whether this device has drafts or unsent requests of a user. */
export async function hasUnsavedWriting(userId: string, device: DeviceStore = deviceStore): Promise<boolean> {
  const found = await Promise.all(prefixesOf(userId).map((prefix) => device.list(prefix, z.unknown())));
  return found.some((records) => records.length > 0);
}

/** Calls `changed` when another tab has changed a user's drafts or unsent requests. @returns a function that stops it */
export function watchWriting(userId: string, changed: () => void, device: DeviceStore = deviceStore): () => void {
  const stops = prefixesOf(userId).map((prefix) => device.listen(prefix, changed));
  return () => {
    for (const stop of stops) stop();
  };
}

/** Removes a user's drafts and unsent requests from this device. Other users' records stay. */
export async function deleteWriting(userId: string, device: DeviceStore = deviceStore): Promise<void> {
  await Promise.all(prefixesOf(userId).map((prefix) => device.removeAll(prefix)));
  forgetEarlierReleases(userId);
}

/** Earlier releases kept drafts and unsent messages in each tab's session storage. */
function forgetEarlierReleases(userId: string): void {
  try {
    const isTheirs = (key: string) => KINDS.some((kind) => key.startsWith(`${kind}:${userId}:`));
    for (const key of Object.keys(sessionStorage).filter(isTheirs)) sessionStorage.removeItem(key);
  } catch {
    // Storage is forbidden, so an earlier release stored nothing either.
  }
}
