/** Limits that the browser needs too, apart from the schemas of the API, which its first load does not have. */

/** Longest excerpt of a room's last message in lists. */
export const EXCERPT_MAX_CHARS = 200;
/** At most this many of a user's own rooms are listed and watched, those with the newest activity. */
export const OWN_ROOMS_MAX = 1_000;
/** Unread messages are counted up to this, and shown as "99+" from there. */
export const UNREAD_MAX = 100;
/** The most items in a page of the API, or in a list in its address. */
export const PAGE_MAX = 100;
/** Longest label of a passkey. */
export const PASSKEY_LABEL_MAX_CHARS = 40;
/** The most pinned messages of a room. */
export const PINS_MAX = 50;
/** The most messages that a user has saved, in all rooms together. */
export const SAVED_MAX = 1_000;
/** Only the newest notifications of a user are listed and counted. */
export const NOTIFICATIONS_MAX = 500;
/** The most unseen notifications that are counted; shown as "99+" from there. */
export const UNSEEN_MAX = 100;
/** A ticket opens one socket within this many seconds of being issued (D1). */
export const TICKET_TTL_S = 30;
/**
 * The maximum number of users that one message can bind to its @names, and of different words after an @ that are
 * looked up.
 */
export const MENTIONS_MAX = 20;
