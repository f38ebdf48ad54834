/** The search over the messages of one's own rooms. */
import * as z from "zod";
import { user } from "@/lib/protocol/room";
import { uuidV7 } from "@/lib/protocol/uuid";
import { canonicalZone } from "@/lib/shared/calendar";
import { boundedText } from "@/lib/text/bounded-text";
import { isSearchable, parseQuery, QUERY_MAX_CHARS } from "@/lib/text/search/query";
import { countCharacters } from "@/lib/text/text";
import { limit, messageCursor } from "./parameters";

const RESULTS_PAGE = 20;
/** The largest distance of a time zone from UTC, in minutes. */
const OFFSET_MAX = 14 * 60;

export const searchQuery = z.object({
  query: boundedText(QUERY_MAX_CHARS)
    .refine((text) => countCharacters(text) <= QUERY_MAX_CHARS, { params: { reason: "too_long" }, abort: true })
    .transform(parseQuery)
    .refine(isSearchable, { params: { reason: "too_short" } }),
  /** Only this room. */
  roomId: z.optional(uuidV7),
  /** How many minutes the searcher's clock is ahead of UTC: decides when the days of `before:` and `after:` begin. */
  offset: z
    .string()
    .regex(/^-?\d{1,3}$/)
    .transform(Number)
    .refine((minutes) => Math.abs(minutes) <= OFFSET_MAX)
    .default(0),
  /** The searcher's time zone, which decides this better than `offset`: clocks change. Ignored if the server does not know it. */
  zone: z.string().max(64).transform(canonicalZone).optional(),
  cursor: messageCursor.optional(),
  limit: limit(RESULTS_PAGE),
});
export type SearchRequest = z.infer<typeof searchQuery>;

/** The room of a message in a list. */
export const place = z.object({
  id: z.string(),
  name: z.string(),
  /** The other user of a direct room, whose `name` is empty. */
  direct: z.optional(user),
});

const result = z.object({
  room: place,
  seq: z.number().int(),
  author: user,
  /** Epoch milliseconds. */
  sentAt: z.number().int(),
  /** The text around the first match; `match`: the search found this part. */
  excerpt: z.array(z.object({ text: z.string(), match: z.literal(true).optional() })),
});
export const searchAnswer = z.object({ results: z.array(result), nextCursor: z.string().optional() });
export type SearchAnswer = z.infer<typeof searchAnswer>;
export type SearchResult = z.infer<typeof result>;
