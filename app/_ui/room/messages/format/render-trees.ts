/** For the server: the parser is not in a page's first load. */
import { memberTest, NO_MEMBERS, namedIn, peopleIn, withListed } from "@/app/_ui/room/members/name-index";
import { nameIndex } from "@/lib/events/mentions";
import type { Message, User } from "@/lib/protocol/room";
import { needsParser } from "./needs-parser";
import { messageTree } from "./parse";
import type { TreesBySeq } from "./rendered-trees";

/** The trees of the messages that a page shows first, with the names that the page (`usePeople`) knows at that time. */
export function treesOf(
  messages: readonly Message[],
  you: User,
  isMember: boolean,
  called: readonly User[],
): TreesBySeq {
  const { named, ...members } = withListed(NO_MEMBERS, called, messages.at(-1)?.seq ?? 0);
  const test = memberTest(messages, isMember ? [you] : [], members);
  const known = nameIndex(namedIn(new Map([...named, ...peopleIn(messages, [you])]), test).values());
  const shown = messages.filter(({ body, deletedAt }) => deletedAt === undefined && needsParser(body));
  return Object.fromEntries(
    shown.map(({ seq, body, mentions }) => [seq, messageTree(body, { known, bound: mentions })]),
  );
}
