/** The people whom an author chooses from a list while writing a text, until it is sent with their ids (`boundIn`). */
import type { User } from "@/lib/protocol/room";
import { tidyBody } from "@/lib/text/text";
import { findMentions, nameIndex } from "./mentions";

/** `at`: the index of the @ for which they were chosen. Unknown in drafts of earlier releases. */
export interface Chosen extends User {
  at?: number;
}

/**
 * The users who were chosen while a text was written, one entry for each @ that mentions them.
 * @param ids their ids, as `boundIn` has returned them
 * @param names names by id, as far as they are known
 */
export function chosenIn(text: string, ids: readonly string[], names: ReadonlyMap<string, string>): Chosen[] {
  const users = ids.flatMap((id) => {
    const username = names.get(id);
    return username === undefined ? [] : [{ id, username }];
  });
  return findMentions(text, nameIndex(users), ids).map(({ start, user }) => ({ ...user, at: start }));
}

/** These choices with their places in the text as it is sent, which is trimmed and normalized. */
export function placedIn(written: string, chosen: readonly Chosen[]): Chosen[] {
  return chosen.map(({ at, ...user }) => ({ ...user, ...(at !== undefined && { at: placeIn(written, at) }) }));
}

function placeIn(written: string, at: number): number {
  // The @ is no white space, so it is not trimmed.
  return tidyBody(`${written.slice(0, at)}@`).length - 1;
}
