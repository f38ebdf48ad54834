/** Members and other users of a room, bans and blocks. */
import * as z from "zod";
import { role } from "@/lib/protocol/levels";
import { user } from "@/lib/protocol/room";
import { uuidV7 } from "@/lib/protocol/uuid";
import { boundedText } from "@/lib/text/bounded-text";
import { USERNAME_MAX_CHARS } from "@/lib/text/names";
import { tidy } from "@/lib/text/text";
import { limit, listOf } from "./parameters";
import { isProven, proof, unproven } from "./proof";

const MEMBERS_PAGE = 50;
/** The most users that one account can block. */
export const BLOCKS_MAX = 1_000;
const FELLOWS_PAGE = 10;
const MENTIONED_IN_MAX_CHARS = 500;
/** "owner" hands the room over, which needs a proof; the former owner becomes an admin. */
export const changeMemberBody = z
  .object({ ...proof.shape, role })
  .refine((body) => body.role !== "owner" || isProven(body), unproven);
export const membersQuery = z.object({
  query: boundedText(USERNAME_MAX_CHARS).transform(tidy).default(""),
  /** `match`: one page, best match first, instead of all by role. */
  order: z.enum(["role", "match"]).default("role"),
  /** Instead of a query: the text whose possible mentions are requested. */
  mentionedIn: boundedText(MENTIONED_IN_MAX_CHARS).transform(tidy).optional(),
  /** The id of the last user of the previous page. */
  cursor: z.optional(uuidV7),
  limit: limit(MEMBERS_PAGE),
});

/** A search among the people with whom the user shares a room. */
export const fellowsQuery = z.object({
  query: boundedText(USERNAME_MAX_CHARS).transform(tidy).pipe(z.string().min(1)),
  limit: limit(FELLOWS_PAGE),
});
export const peopleQuery = z.object({ ids: listOf(uuidV7) });
const member = z.object({ user, role, joinedAt: z.number().int() });
export type Member = z.infer<typeof member>;

/** Owner first, then admins, then members, each by name. */
export const membersAnswer = z.object({ members: z.array(member), nextCursor: z.string().optional() });
export type MembersAnswer = z.infer<typeof membersAnswer>;

/** The requested users whose names may be revealed, in no particular order. */
export const peopleAnswer = z.object({ users: z.array(user) });
export type PeopleAnswer = z.infer<typeof peopleAnswer>;

export const memberAnswer = z.object({ member });
export const bansAnswer = z.object({ banned: z.array(user) });
export type BansAnswer = z.infer<typeof bansAnswer>;

export const blocksAnswer = z.object({ blocked: z.array(user) });
export type BlocksAnswer = z.infer<typeof blocksAnswer>;
