/** Lines that a room says about itself: built here, so that all of them are in the same words. */

import type { Role, Visibility } from "@/lib/protocol/levels";
import type { SYSTEM_MESSAGES, SystemMessage, User } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import type { RoomCommand } from "./commands";

/** What a line of each kind tells beside its kind. */
interface Details extends Record<(typeof SYSTEM_MESSAGES)[number], object> {
  joined: object;
  left: object;
  kicked: { who: User };
  banned: { who: User };
  unbanned: { who: User };
  role: { who: User; role: Role };
  owner: { who: User };
  renamed: { name: string };
  described: object;
  visibility: { visibility: Visibility };
  archived: object;
  reopened: object;
}
type What = keyof Details;

/** What happened, as the line tells it. */
export type Told = { [W in What]: { what: W } & Details[W] }[What];

/** In plain English, for programs that know no notices. */
const LINES: { [W in What]: (by: string, details: Details[W]) => string } = {
  joined: (by) => `${by} joined`,
  left: (by) => `${by} left`,
  kicked: (by, { who }) => `${by} removed ${who.username}`,
  banned: (by, { who }) => `${by} banned ${who.username}`,
  unbanned: (by, { who }) => `${by} lifted the ban of ${who.username}`,
  role: (by, { who, role }) => `${by} made ${who.username} ${role === "admin" ? "an admin" : "a member"}`,
  owner: (by, { who }) => `${by} handed the room over to ${who.username}`,
  renamed: (by, { name }) => `${by} renamed the room to ${name}`,
  described: (by) => `${by} changed the description`,
  visibility: (by, { visibility }) => `${by} made the room ${visibility}`,
  archived: (by) => `${by} made the room read-only`,
  reopened: (by) => `${by} opened the room again`,
};

/** The order to put a line in a room's log; `author` is who did it. Each call makes a line of its own. */
export function systemMessageCommand(author: User, told: Told): Extract<RoomCommand, { type: "notice" }> {
  const line = LINES[told.what] as (by: string, told: Told) => string;
  const notice: SystemMessage = told;
  return { type: "notice", clientId: newId(), author, body: line(author.username, told), notice };
}
