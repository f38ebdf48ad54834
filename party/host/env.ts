import { type RoomEnv, roomEnv } from "@/lib/server/env";

let parsed: RoomEnv | undefined;

/** The room side's environment, parsed once per process. @throws Error naming every key that is missing or wrong. */
export function envOf(variables: Record<string, unknown>): RoomEnv {
  parsed ??= roomEnv(variables);
  return parsed;
}
