import { currentUser, type SignedIn } from "@/app/_server/auth/session";
import { limitKeyOf, takeToken } from "@/app/_server/http/rate-limits";
import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { failureLine } from "@/db/errors";
import { authorizePreview, type TicketAuthorization } from "@/db/queries/access";
import { type TicketAnswer, ticketAnswer } from "@/lib/protocol/http/tickets";
import { READ_ONLY } from "@/lib/server/commands";
import { webEnv } from "@/lib/server/env";
import { log } from "@/lib/server/logger";
import { signTicket } from "@/lib/server/ticket";
import { sendToRooms } from "./call-rooms";

const PAGE = { path: "page" } as const;

/**
 * A ticket to a room for an authorized user.
 * @param since a time before the authorization (epoch ms)
 */
export async function ticketFor(
  { user, sessionId }: SignedIn,
  roomId: string,
  { isOver, ...rest }: TicketAuthorization,
  since: number,
): Promise<TicketAnswer> {
  // Repeats the command of the account's deletion or the block, which may not have reached the room. The command has the time at
  // which the state was read, so it cannot undo a later change.
  if (isOver) await sendToRooms([{ roomId, commands: [READ_ONLY], at: rest.at }]);
  const grant = { userId: user.id, username: user.username, roomId, sessionId, ...rest };
  return signTicket(grant, webEnv().TICKET_SECRET, since);
}

/**
 * A ticket for the first connection of a room's page, which then need not request one. It is counted and authorized like a requested
 * one, without a join. Undefined if that fails: the page then requests a ticket, and gets the reason.
 */
export async function renderedTicket(roomId: string): Promise<TicketAnswer | undefined> {
  const since = Date.now();
  try {
    const me = await currentUser();
    if (!me) return undefined;
    const spender = limitKeyOf("ticket", { userId: me.user.id, sessionId: me.sessionId });
    await takeToken("ticket", "account", spender, PAGE);
    const authorization = await authorizePreview(database(), roomId, me.user.id, me.sessionId);
    return authorization && ticketAnswer.parse(await ticketFor(me, roomId, authorization, since));
  } catch (error) {
    if (!(error instanceof Problem)) log("ticket not rendered", failureLine(error), PAGE);
    return undefined;
  }
}
