/**
 * The host that runs the rooms of a test: the Worker on workerd, as `npm start` does; with TEST_ROOMS=partykit,
 * `partykit dev`.
 */

import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join, normalize, sep } from "node:path";
import type { CloudOptions } from "@/dev/cloud-options";
import { bundleWorker } from "@/dev/rooms/bundle-worker";
import type { RoomsHost, RoomsHostKind } from "@/dev/rooms/rooms-options";
import { root } from "@/dev/root";
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

/** What `partykit dev` reads. The rooms are in the folder of `main`; `npm run check:previous` puts another release's there. */
function sources(): Set<string> {
  const { main }: { main: string } = JSON.parse(readFileSync(join(root, "partykit.json"), "utf8"));
  const [folder = ""] = normalize(main).split(sep);
  return new Set(["partykit.json", "package.json", "tsconfig.json", "party", "lib", "db", folder]);
}

/** `partykit dev` restarts the rooms when a file changes that it watches, and a build of the web side touches some. */
const sharedSources = shared(async () => {
  const folder = temporaryFolder("sarangbang-sources-");
  for (const name of sources()) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
});

/** The host, for `besides` in `rooms.ts`. */
export async function roomsHost(): Promise<RoomsHost> {
  if (roomsHostKind === "partykit") return { kind: "partykit", sources: await sharedSources() };
  return { kind: "worker", bundle: await sharedBundle() };
}

/** The host, as options of `startCloud`. */
export async function roomsOptions(): Promise<Pick<CloudOptions, "rooms" | "bundle" | "sources">> {
  const { kind: rooms, ...made } = await roomsHost();
  return { rooms, ...made };
}
