import type { MembersAnswer } from "@/lib/protocol/http/members";
import type { User } from "@/lib/protocol/room";

/** The API's maximum for one call. */
const PAGE = 100;

interface MembersQuery {
  query?: string;
  /** Best match first, one page only. */
  order?: "match";
  /** The page after this one. */
  cursor?: string;
}

/** All queries for a room's members begin with this path. */
export const membersOf = (roomId: string): string => `/api/rooms/${roomId}/members?`;

/** Without a query: the first members, one query for all who need them. */
export function membersPath(roomId: string, { query = "", order, cursor }: MembersQuery = {}): string {
  const parameters = { query, limit: `${PAGE}`, ...(order && { order }), ...(cursor && { cursor }) };
  return membersOf(roomId) + new URLSearchParams(parameters);
}

export const usersIn = ({ members }: MembersAnswer): User[] => members.map(({ user }) => user);
