/** Commands of the web side for a room under test, and all changes to a message. */

import type { ClientFrame, SystemMessage } from "@/lib/protocol/room";
import type { RoomCommand } from "@/lib/server/commands";
import { newId } from "@/lib/shared/ids";
import type { TestRoom } from "./room";

/** One call with these commands; returns the room's result. */
export function command(world: TestRoom, ...commands: RoomCommand[]) {
  return world.room.handleCommands({ id: newId(), expiresAt: world.clock.now() + 30_000, commands });
}

/** A system message by mina about jun. */
export function line(world: TestRoom, what: SystemMessage["what"]): RoomCommand {
  const person = (username: string) => ({ id: `user-${username}`, username });
  const told = { author: person("mina"), body: `mina ${what} jun`, notice: { what, who: person("jun") } };
  return { type: "notice", clientId: newId(world.clock.now()), ...told };
}

export function edit(world: TestRoom, seq: number): ClientFrame {
  return { type: "edit", clientId: newId(world.clock.now()), seq, body: "changed" };
}

/** Every kind of change to a message. */
export function amendments(world: TestRoom, seq: number): ClientFrame[] {
  const clientId = () => newId(world.clock.now());
  const react = { type: "react" as const, clientId: clientId(), seq, emoji: "👍", on: true };
  return [edit(world, seq), { type: "delete", clientId: clientId(), seq }, react];
}

export function remove(world: TestRoom, seq: number): ClientFrame {
  return { type: "delete", clientId: newId(world.clock.now()), seq };
}

/** The result of a handled call that has closed this many sockets. */
export const done = (closed: number) => ({ status: "done", closed });
