import { listDevices } from "../../db/devices";
import type { DevicesAnswer } from "../../lib/api";
import { database } from "./services";
import type { SignedIn } from "./session";

/** Where somebody is signed in, as they are told. */
export async function ownDevices({ user, sessionId }: SignedIn): Promise<DevicesAnswer> {
  const devices = await listDevices(database(), user.id);
  const sessions = devices.map(({ id, device, createdAt, lastSeenAt }) => ({
    id,
    device,
    createdAt: createdAt.getTime(),
    lastSeenAt: lastSeenAt.getTime(),
    current: id === sessionId,
  }));
  return { sessions };
}
