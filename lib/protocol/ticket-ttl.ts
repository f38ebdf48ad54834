/**
 * A ticket opens one socket within this many seconds of being issued (D1). In a file of its own, so that the browser
 * does not load jose.
 */
export const TICKET_TTL_S = 30;
