/** System messages, built in one place so that all have the same wording. */

import type { Role, Visibility } from "@/lib/protocol/levels";
import type { SystemMessage, User } from "@/lib/protocol/room";
import type { SystemMessageKind } from "@/lib/protocol/system-messages";
import { newId } from "@/lib/shared/ids";
import type { RoomCommand } from "./commands";

/** The data of each kind. */
interface Details extends Record<SystemMessageKind, object> {
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
  pinned: { message: number };
  unpinned: { message: number };
}
type What = keyof Details;

/** A kind with its data. */
export type SystemMessageDetails = { [W in What]: { what: W } & Details[W] }[What];

/** The bodies, for programs that do not know system messages. */
const BODIES: { [W in What]: (by: string, details: Details[W]) => string } = {
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
  // Without its text, which may be edited or deleted later.
  pinned: (by) => `${by} pinned a message`,
  unpinned: (by) => `${by} unpinned a message`,
};

/**
 * The command that appends a system message; `author` is the user who made the change. Each call makes a new message.
 */
export function systemMessageCommand(
  author: User,
  details: SystemMessageDetails,
): Extract<RoomCommand, { type: "notice" }> {
  const bodyOf = BODIES[details.what] as (by: string, details: SystemMessageDetails) => string;
  const notice: SystemMessage = details;
  return { type: "notice", clientId: newId(), author, body: bodyOf(author.username, details), notice };
}
