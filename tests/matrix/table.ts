/** Who may do what. The room of every row is a private one. */

export const WHO = ["nobody", "outsider", "member", "admin", "owner", "revoked", "forged", "ticketAsCookie"] as const;
/**
 * nobody: no cookie · outsider: signed in, not in the room · revoked: a session that has ended · forged: a cookie signed by
 * somebody else · ticketAsCookie: a room's ticket where the session belongs.
 */
export type Who = (typeof WHO)[number];

/** Where a request comes from, as browsers say it. A program says nothing. */
export const FROM = {
  program: {},
  ownPage: { "sec-fetch-site": "same-origin" },
  otherOrigin: { origin: "https://evil.example" },
  opaqueOrigin: { origin: "null" },
  crossSite: { "sec-fetch-site": "cross-site" },
  siblingSite: { "sec-fetch-site": "same-site" },
} as const;
export type From = keyof typeof FROM;
export const TRUSTED: readonly From[] = ["program", "ownPage"];

type Verdict = (who: Who) => number;
const IS_SIGNED_IN: Record<Who, boolean> = {
  nobody: false,
  outsider: true,
  member: true,
  admin: true,
  owner: true,
  revoked: false,
  forged: false,
  ticketAsCookie: false,
};

const everyone =
  (status: number): Verdict =>
  () =>
    status;
const signedIn =
  (status: number): Verdict =>
  (who) =>
    IS_SIGNED_IN[who] ? status : 401;
/** D2: for who is not in it there is no such room. */
const insiders =
  (status: number): Verdict =>
  (who) =>
    IS_SIGNED_IN[who] ? (who === "outsider" ? 404 : status) : 401;

interface Row {
  verdict: Verdict;
  body?: Record<string, unknown>;
}

/** 422 stands for "was let in, and asked for what is missing". What ends the visitors' sessions comes last. */
export const API: Record<string, Row> = {
  "GET /api/health": { verdict: everyone(200) },
  "GET /api/me": { verdict: signedIn(200) },
  "GET /api/users/[username]": { verdict: everyone(200) },
  "POST /api/signup": { verdict: everyone(422), body: {} },
  "POST /api/enter": { verdict: everyone(422), body: {} },
  "POST /api/account/recover": { verdict: everyone(422), body: {} },
  "POST /api/passkeys/signup/options": { verdict: everyone(422), body: {} },
  "POST /api/passkeys/signup": { verdict: everyone(422), body: {} },
  "POST /api/passkeys/enter/options": { verdict: everyone(200) },
  "POST /api/passkeys/enter": { verdict: everyone(422), body: {} },
  "POST /api/account/confirm": { verdict: signedIn(200) },
  "POST /api/account/passkeys/options": { verdict: signedIn(422), body: {} },
  "GET /api/account/passkeys": { verdict: signedIn(200) },
  "POST /api/account/passkeys": { verdict: signedIn(422), body: {} },
  // The passkey in the path is nobody's.
  "DELETE /api/account/passkeys/[passkeyId]": { verdict: signedIn(404) },
  "POST /api/account/password": { verdict: signedIn(422), body: {} },
  "POST /api/account/recovery-code": { verdict: signedIn(422), body: {} },
  "POST /api/account/delete": { verdict: signedIn(422), body: {} },
  "GET /api/account/sessions": { verdict: signedIn(200) },
  "DELETE /api/account/sessions": { verdict: signedIn(204) },
  // The session in the path is another's.
  "DELETE /api/account/sessions/[sessionId]": { verdict: signedIn(404) },
  "GET /api/rooms": { verdict: signedIn(200) },
  "POST /api/rooms": { verdict: signedIn(201), body: { name: "표" } },
  "GET /api/rooms/[roomId]": { verdict: insiders(200) },
  "GET /api/rooms/[roomId]/messages": { verdict: insiders(200) },
  "POST /api/rooms/[roomId]/ticket": { verdict: insiders(200) },
  "PATCH /api/rooms/[roomId]/mine": { verdict: insiders(204), body: { notify: "mentions" } },
  "PUT /api/rooms/[roomId]/unread": { verdict: insiders(204), body: { from: null } },
  "POST /api/inbox/ticket": { verdict: signedIn(200) },
  "POST /api/logout": { verdict: everyone(204) },
};

/** A page's status; 307 leads to the door, or away from it. */
export const PAGES: Record<string, Verdict> = {
  "/": everyone(200),
  "/signup": (who) => (IS_SIGNED_IN[who] ? 307 : 200),
  "/enter": (who) => (IS_SIGNED_IN[who] ? 307 : 200),
  "/account": (who) => (IS_SIGNED_IN[who] ? 200 : 307),
  "/enter/recover": (who) => (IS_SIGNED_IN[who] ? 307 : 200),
  "/rooms": (who) => (IS_SIGNED_IN[who] ? 200 : 307),
  "/rooms/[roomId]": (who) => (IS_SIGNED_IN[who] ? (who === "outsider" ? 404 : 200) : 307),
};
