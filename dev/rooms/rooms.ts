import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Service } from "@/dev/process/child";
import { ROOM_VARIABLES } from "@/lib/server/env";
import { partykitRooms } from "./partykit-rooms";
import type { CommonRoomsOptions, RoomsHost, RoomsHostKind } from "./rooms-options";
import { workerRooms } from "./worker-rooms";

/** Limits from this process's environment; the room has a default for each. */
const limits = () => {
  const { MESSAGE_RATE, MESSAGE_BURST, ROOM_SOCKETS_MAX } = process.env;
  return { MESSAGE_RATE, MESSAGE_BURST, ROOM_SOCKETS_MAX };
};

/** Exactly the variables that rooms read: the web side's secrets are not among them. */
function roomVariables(from: Record<string, string | undefined>): Record<string, string> {
  const all: Record<string, string | undefined> = { ...limits(), ...from };
  const set: Record<string, string> = {};
  for (const name of ROOM_VARIABLES) if (all[name] !== undefined) set[name] = all[name];
  return set;
}

/**
 * Moves the storage of the other kind of host aside. It is outdated now: if that kind ran again with it, its rooms would
 * number events twice (R1). With empty storage a room gets its head from Postgres.
 */
function setAside(other: RoomsHostKind, dataDir: string): string | undefined {
  const folder = join(dataDir, other);
  if (!existsSync(folder)) return;
  const aside = `${folder}-until-${new Date().toISOString().replace(/\D/g, "").slice(0, 17)}`;
  renameSync(folder, aside);
  return `The storage of the rooms' other host is set aside in ${aside}. Rooms go on from what Postgres has.`;
}

/**
 * The rooms in a real workerd, with their storage in `<dataDir>/<kind>`.
 * @param variables the source of the rooms' environment
 */
export function startRooms(
  host: RoomsHost,
  { dataDir, variables, ...common }: CommonRoomsOptions & { dataDir: string; variables: Record<string, string> },
): Service {
  const said = setAside(host.kind === "worker" ? "partykit" : "worker", dataDir);
  if (said) common.onLine?.(said);
  const options = { ...common, storage: join(dataDir, host.kind), variables: roomVariables(variables) };
  return host.kind === "worker" ? workerRooms(host.bundle, options) : partykitRooms(options, host.sources);
}
