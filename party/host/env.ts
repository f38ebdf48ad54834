import { type RoomEnv, roomEnv } from "@/lib/server/env";

let parsed: RoomEnv | undefined;

/** The environment of rooms and inboxes, parsed once per process. @throws Error naming every missing or invalid key */
export function envOf(variables: Record<string, unknown>): RoomEnv {
  parsed ??= roomEnv(variables);
  return parsed;
}
