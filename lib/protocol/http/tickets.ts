/** Tickets, which open the socket of a room or of the inbox. */
import "@/lib/protocol/no-eval";
import * as z from "zod";

/** `preview`: a caller who is not a member may read, without joining. */
export const ticketQuery = z.object({ preview: z.literal("1").optional() });
export const ticketAnswer = z.object({ ticket: z.string(), expiresAt: z.number().int() });
export type TicketAnswer = z.infer<typeof ticketAnswer>;
