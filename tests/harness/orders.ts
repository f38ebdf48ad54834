/** What the web side may order of a room under test, and what people may try to do to its messages. */

import type { FromClient, Notice } from "@/lib/protocol/protocol";
import type { RoomOrder } from "@/lib/server/room-admin";
import { newId } from "@/lib/shared/ids";
import type { TestRoom } from "./room";

/** One call with these orders; answers what the room does. */
export function order(world: TestRoom, ...orders: RoomOrder[]) {
  return world.room.obey({ id: newId(), expiresAt: world.clock.now() + 30_000, orders });
}

/** A line by mina about jun. */
export function line(world: TestRoom, what: Notice["what"]): RoomOrder {
  const person = (username: string) => ({ id: `user-${username}`, username });
  const told = { author: person("mina"), body: `mina ${what} jun`, notice: { what, who: person("jun") } };
  return { type: "notice", clientId: newId(world.clock.now()), ...told };
}

export function edit(world: TestRoom, seq: number): FromClient {
  return { type: "edit", clientId: newId(world.clock.now()), seq, body: "changed" };
}

/** Everything that can be done to a message. */
export function amendments(world: TestRoom, seq: number): FromClient[] {
  const clientId = () => newId(world.clock.now());
  const react = { type: "react" as const, clientId: clientId(), seq, emoji: "👍", on: true };
  return [edit(world, seq), { type: "delete", clientId: clientId(), seq }, react];
}

export function remove(world: TestRoom, seq: number): FromClient {
  return { type: "delete", clientId: newId(world.clock.now()), seq };
}
