import type { SignedIn } from "@/app/_server/auth/session";
import { database } from "@/app/_server/services";
import { listDevices } from "@/db/queries/sessions";
import type { DevicesAnswer } from "@/lib/protocol/http/accounts";

/** The user's own sessions, in the form of the API's response. */
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
