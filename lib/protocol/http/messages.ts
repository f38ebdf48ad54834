/** Pages of a room's history. */
import * as z from "zod";
import { message } from "@/lib/protocol/room";
import { limit, listOf, seqParameter } from "./parameters";

const MESSAGES_PAGE = 50;
export const messagesQuery = z
  .object({
    before: seqParameter.optional(),
    after: seqParameter.optional(),
    /** The messages on both sides of this seq. */
    around: seqParameter.optional(),
    /** Only these messages. */
    seqs: listOf(seqParameter).optional(),
    limit: limit(MESSAGES_PAGE),
  })
  .superRefine(({ before, after, around, seqs }, context) => {
    const given = Object.entries({ before, after, around, seqs }).filter(([, value]) => value !== undefined);
    const [, second] = given;
    if (second) context.addIssue({ code: "custom", path: [second[0]], input: second[1] });
  });
export const messagesAnswer = z.object({
  messages: z.array(message),
  nextBefore: z.number().int().optional(),
  /** Of the requested seqs, those that did not fit. */
  rest: z.array(z.number().int()).optional(),
});
export type MessagesAnswer = z.infer<typeof messagesAnswer>;
