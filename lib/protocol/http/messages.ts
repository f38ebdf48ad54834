/** Pages of a room's history. */
import * as z from "zod";
import { message } from "@/lib/protocol/room";
import { limit, listOf, seqParameter } from "./parameters";

const MESSAGES_PAGE = 50;
export const messagesQuery = z
  .object({
    before: seqParameter.optional(),
    after: seqParameter.optional(),
    /** Only these messages. */
    seqs: listOf(seqParameter).optional(),
    limit: limit(MESSAGES_PAGE),
  })
  .refine(({ before, after }) => before === undefined || after === undefined, { path: ["after"] })
  .refine(({ before, after, seqs }) => seqs === undefined || (before === undefined && after === undefined), {
    path: ["seqs"],
  });
export const messagesAnswer = z.object({
  messages: z.array(message),
  nextBefore: z.number().int().optional(),
  /** Of the requested seqs, those that did not fit. */
  rest: z.array(z.number().int()).optional(),
});
export type MessagesAnswer = z.infer<typeof messagesAnswer>;
