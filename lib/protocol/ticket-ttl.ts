/** A ticket opens one socket within this many seconds of being issued (D1). Apart from ticket.ts: the browser needs no jose. */
export const TICKET_TTL_S = 30;
