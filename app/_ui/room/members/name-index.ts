import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import { type NameIndex, nameIndex } from "@/lib/events/mentions";
import type { Message, User } from "@/lib/protocol/room";

/** Names by user id: of the messages' authors and of these users, whose names win. */
export function peopleIn(messages: readonly Message[], users: readonly User[]): ReadonlyMap<string, string> {
  const authors = messages.map(({ author }) => author);
  return new Map([...authors, ...users].map(({ id, username }) => [id, username]));
}

/** An index of these names, to find them in texts. */
export function nameIndexOf(people: ReadonlyMap<string, string>): NameIndex {
  const named = [...people].filter(([, username]) => username !== DELETED_USERNAME);
  return nameIndex(named.map(([id, username]) => ({ id, username })));
}
