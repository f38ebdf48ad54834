import type { MembersAnswer } from "@/lib/protocol/http/members";
import type { User } from "@/lib/protocol/room";

/** The API's maximum for one call. */
const PAGE = 100;

interface MembersQuery {
  query?: string;
  /** Best match first, one page only. */
  order?: "match";
  /** `nextCursor` of the previous page. */
  cursor?: string;
}

/** The paths of all queries for a room's members begin with this. */
export const membersOf = (roomId: string): string => `/api/rooms/${roomId}/members?`;

/** The path of one page of members. Without options: the first page, at one path for all components, so that they share one request. */
export function membersPath(roomId: string, { query = "", order, cursor }: MembersQuery = {}): string {
  const parameters = { query, limit: `${PAGE}`, ...(order && { order }), ...(cursor && { cursor }) };
  return membersOf(roomId) + new URLSearchParams(parameters);
}

export const usersIn = ({ members }: MembersAnswer): User[] => members.map(({ user }) => user);
