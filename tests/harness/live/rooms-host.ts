/**
 * The host that runs the rooms of a test: the Worker on workerd, as `npm start` does; with TEST_ROOMS=partykit,
 * `partykit dev`.
 */

import type { CloudOptions } from "@/dev/cloud-options";
import { bundleWorker } from "@/dev/rooms/bundle-worker";
import type { RoomsHost, RoomsHostKind } from "@/dev/rooms/rooms-options";
import { shared, temporaryFolder } from "@/tests/harness/servers/shared";

function kindOf(name = "worker"): RoomsHostKind {
  if (name === "worker" || name === "partykit") return name;
  throw new Error(`TEST_ROOMS is "worker" or "partykit", not "${name}"`);
}

export const roomsHostKind = kindOf(process.env.TEST_ROOMS);

const sharedBundle = shared(async () => {
  const folder = temporaryFolder("sarangbang-bundle-");
  await bundleWorker(folder);
  return folder;
});

/** The host, for `besides` in `rooms.ts`. */
export async function roomsHost(): Promise<RoomsHost> {
  return roomsHostKind === "partykit" ? { kind: "partykit" } : { kind: "worker", bundle: await sharedBundle() };
}

/** The host, as options of `startCloud`. */
export async function roomsOptions(): Promise<Pick<CloudOptions, "rooms" | "bundle">> {
  const host = await roomsHost();
  return host.kind === "partykit" ? { rooms: host.kind } : { rooms: host.kind, bundle: host.bundle };
}
