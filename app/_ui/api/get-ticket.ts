import { serverClock } from "@/lib/client/connection/server-clock";
import type { TicketRefusal } from "@/lib/client/connection/ticket-socket";
import type { TicketAnswer } from "@/lib/protocol/http/tickets";
import { callApi } from "./call-api";

const REFUSALS: Record<string, TicketRefusal | undefined> = {
  unauthenticated: "signed_out",
  other_account: "other_account",
  forbidden: "forbidden",
  not_found: "not_found",
};

/** Rendered tickets that have been used: each opens one socket, and the router may show an earlier rendering again. */
const used = new Set<string>();

/** The ticket that the server rendered with the page, once and until it expires. It saves the first connection a request. */
export function takeRendered(rendered: TicketAnswer | undefined): { ticket: string } | undefined {
  if (!rendered || used.has(rendered.ticket) || rendered.expiresAt <= serverClock.now()) return undefined;
  used.add(rendered.ticket);
  return { ticket: rendered.ticket };
}

/** Requests a ticket from our API. @throws Error if a retry may help. */
export async function getTicket(
  path: string,
  signal?: AbortSignal,
): Promise<TicketAnswer | { refusal: TicketRefusal }> {
  const answer = await callApi<TicketAnswer>(path, { method: "POST", signal });
  if (answer.ok) return answer.data;
  const refusal = REFUSALS[answer.code];
  if (refusal) return { refusal };
  throw new Error(answer.code);
}
