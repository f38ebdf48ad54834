import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import type { Named } from "@/lib/events/mentions";
import type { Message, User } from "@/lib/protocol/room";

/** Names by user id: of the messages' authors and of these users, whose names win. */
export function peopleIn(messages: readonly Message[], users: readonly User[]): ReadonlyMap<string, string> {
  const authors = messages.map(({ author }) => author);
  return new Map([...authors, ...users].map(({ id, username }) => [id, username]));
}

/** What the API has said about the members. */
export interface Members {
  /** User id → the newest seq when they were last listed. Those whom a list of all members leaves out are removed. */
  listed: ReadonlyMap<string, number>;
  /** The newest seq when all members were listed; 0: they were not. */
  allAt: number;
  /** The names of all users whom the API has named, by id. */
  named: ReadonlyMap<string, string>;
}

export const NO_MEMBERS: Members = { listed: new Map(), allAt: 0, named: new Map() };

export type SetMembers = (change: (known: Members) => Members) => void;

export function withNamed(known: Members, users: readonly User[]): Members {
  return { ...known, named: new Map([...known.named, ...users.map(({ id, username }) => [id, username] as const)]) };
}

/** @param at the newest seq when the API was asked */
export function withListed(known: Members, users: readonly User[], at: number): Members {
  return {
    ...withNamed(known, users),
    listed: new Map([...known.listed, ...users.map(({ id }) => [id, at] as const)]),
  };
}

const LEAVING = /left|kicked|banned/;

/**
 * A test whether a user is a member: by the last list, or by a later message that they wrote or that is about them.
 * @param log the newest messages, without a gap
 * @param here users who certainly are members
 */
export function memberTest(
  log: readonly Message[],
  here: readonly User[],
  { listed, allAt }: Omit<Members, "named">,
): (id: string) => boolean {
  const present = new Set(here.map(({ id }) => id));
  const last = new Map(log.map((message) => [(message.notice?.who ?? message.author).id, message]));
  return (id) => {
    const message = last.get(id);
    if (present.has(id)) return true;
    if (!message || message.seq <= (listed.get(id) ?? allAt)) return listed.has(id);
    return !LEAVING.test(message.notice?.what ?? "");
  };
}

/** These people by id, with whether each is a member. Without deleted users, who have no name. */
export function namedIn(
  people: ReadonlyMap<string, string>,
  isMember: (id: string) => boolean,
): ReadonlyMap<string, Named> {
  const named = [...people].filter(([, username]) => username !== DELETED_USERNAME);
  return new Map(named.map(([id, username]) => [id, { id, username, ...(!isMember(id) && { isMember: false }) }]));
}
