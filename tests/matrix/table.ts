/** The permissions. The room of every row is a private one. */
import { PASSWORD } from "@/tests/harness/live/people";

export const WHO = [
  "nobody",
  "outsider",
  "invited",
  "kicked",
  "banned",
  "member",
  "admin",
  "owner",
  "revoked",
  "forged",
  "ticketAsCookie",
] as const;
/**
 * nobody: no cookie · outsider: signed in, not in the room · invited: by name, has not joined · kicked, banned: were
 * members · revoked: a session that has ended · forged: a cookie with an invalid signature · ticketAsCookie: a room's
 * ticket in place of the session.
 */
export type Who = (typeof WHO)[number];

/** Where a request comes from, in a browser's headers. A program sends none. */
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
/** The two signs of a foreign page, and the headers of a program. */
export const READS_FROM: readonly From[] = ["program", "otherOrigin", "crossSite"];

/** Signed in, and not in the room: for them it does not exist (D2). */
export const OUTSIDERS = ["outsider", "invited", "kicked", "banned"] as const satisfies readonly Who[];
export const INSIDERS = ["member", "admin", "owner"] as const satisfies readonly Who[];
const isOutsider = (who: Who) => (OUTSIDERS as readonly Who[]).includes(who);
const isInsider = (who: Who) => (INSIDERS as readonly Who[]).includes(who);
const isSignedIn = (who: Who) => isOutsider(who) || isInsider(who);

type Verdict = (who: Who) => number;

const everyone =
  (status: number): Verdict =>
  () =>
    status;
const signedIn =
  (status: number): Verdict =>
  (who) =>
    isSignedIn(who) ? status : 401;
/** D2: for users who are not in it the room does not exist. */
const insiders =
  (status: number, more: Partial<Record<Who, number>> = {}): Verdict =>
  (who) =>
    more[who] ?? (isInsider(who) ? status : isOutsider(who) ? 404 : 401);
/** Allowed for some roles only: 403 for other members. */
const admins = (status: number) => insiders(status, { member: 403 });
const owner = (status: number) => insiders(status, { member: 403, admin: 403 });

interface Row {
  verdict: Verdict;
  body?: Record<string, unknown>;
  /** The fields of the body that are a user's id. */
  userIn?: "userId";
  /** The user in [userId]; usually a member. */
  userId?: "banned";
  /** It changes roles or membership, so everything is restored before each call. */
  changes?: true;
}

/** A row's name may have a query, for a read that its parameters change. 422 means that the caller is authorized and a field is missing. Calls that end the visitors' sessions come last. */
const PROOF = { currentPassword: PASSWORD };

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
  // The passkey in the path does not exist.
  "PATCH /api/account/passkeys/[passkeyId]": { verdict: signedIn(404), body: { label: "열쇠" } },
  "DELETE /api/account/passkeys/[passkeyId]": { verdict: signedIn(404), body: PROOF },
  "POST /api/account/password": { verdict: signedIn(422), body: {} },
  "POST /api/account/recovery-code": { verdict: signedIn(422), body: {} },
  "POST /api/account/delete": { verdict: signedIn(422), body: {} },
  "GET /api/account/sessions": { verdict: signedIn(200) },
  "DELETE /api/account/sessions": { verdict: signedIn(204) },
  // The session in the path is another user's.
  "DELETE /api/account/sessions/[sessionId]": { verdict: signedIn(404) },
  "GET /api/rooms": { verdict: signedIn(200) },
  "POST /api/rooms": { verdict: signedIn(201), body: { name: "표" } },
  "GET /api/rooms/[roomId]": { verdict: insiders(200) },
  "GET /api/rooms/[roomId]/messages": { verdict: insiders(200) },
  "GET /api/rooms/[roomId]/messages?around=1": { verdict: insiders(200) },
  "POST /api/rooms/[roomId]/ticket": { verdict: insiders(200) },
  "PATCH /api/rooms/[roomId]/mine": { verdict: insiders(204), body: { notify: "mentions" } },
  "PUT /api/rooms/[roomId]/unread": { verdict: insiders(204), body: { from: null } },
  // The room is small, so members may pin too.
  "GET /api/rooms/[roomId]/pins": { verdict: insiders(200) },
  "PUT /api/rooms/[roomId]/pins/[seq]": { verdict: insiders(204), changes: true },
  "DELETE /api/rooms/[roomId]/pins/[seq]": { verdict: insiders(204), changes: true },
  "POST /api/rooms/[roomId]/files": { verdict: insiders(201), body: { name: "a.txt", type: "text/plain", size: 1 } },
  // The file in the path is the owner's, and no message has it yet.
  "GET /api/rooms/[roomId]/files/[fileId]": { verdict: insiders(302) },
  "POST /api/rooms/[roomId]/files/[fileId]/complete": { verdict: insiders(404, { owner: 200 }) },
  "DELETE /api/rooms/[roomId]/files/[fileId]": { verdict: insiders(404, { owner: 204 }), changes: true },
  "GET /api/saved": { verdict: signedIn(200) },
  "PUT /api/saved/[roomId]/[seq]": { verdict: insiders(204), changes: true },
  // Always the same answer, so that it reveals nothing.
  "DELETE /api/saved/[roomId]/[seq]": { verdict: signedIn(204) },
  "GET /api/notifications": { verdict: signedIn(200) },
  "POST /api/notifications/seen": { verdict: signedIn(204), body: { until: 1 } },
  "POST /api/inbox/ticket": { verdict: signedIn(200) },
  "GET /api/rooms/[roomId]/members": { verdict: insiders(200) },
  "GET /api/rooms/[roomId]/people": { verdict: signedIn(422) },
  "POST /api/rooms/[roomId]/members": { verdict: insiders(200, { invited: 201 }), changes: true },
  "PATCH /api/rooms/[roomId]/members/[userId]": { verdict: owner(200), body: { role: "admin" }, changes: true },
  "DELETE /api/rooms/[roomId]/members/[userId]": { verdict: admins(204), changes: true },
  "GET /api/rooms/[roomId]/bans": { verdict: admins(200) },
  "PUT /api/rooms/[roomId]/bans/[userId]": { verdict: admins(204), changes: true },
  "DELETE /api/rooms/[roomId]/bans/[userId]": { verdict: admins(204), userId: "banned", changes: true },
  "PATCH /api/rooms/[roomId]": { verdict: admins(200), body: { description: "차 마시는 곳" }, changes: true },
  "DELETE /api/rooms/[roomId]": { verdict: owner(204), body: PROOF, changes: true },
  "GET /api/rooms/[roomId]/invites": { verdict: admins(200) },
  "POST /api/rooms/[roomId]/invites": { verdict: admins(201), body: {}, changes: true },
  // The invite in the path is for "invited", who declines it.
  "DELETE /api/rooms/[roomId]/invites/[inviteId]": {
    verdict: insiders(204, { member: 403, invited: 204 }),
    changes: true,
  },
  "GET /api/invites": { verdict: signedIn(200) },
  "GET /api/invites/[token]": { verdict: everyone(200) },
  "POST /api/invites/[token]": {
    verdict: insiders(200, { outsider: 201, invited: 201, kicked: 201 }),
    changes: true,
  },
  // Without a query.
  "GET /api/search": { verdict: signedIn(422) },
  // Without a query.
  "GET /api/people": { verdict: signedIn(422) },
  "GET /api/blocks": { verdict: signedIn(200) },
  "PUT /api/blocks/[userId]": { verdict: signedIn(204), changes: true },
  "DELETE /api/blocks/[userId]": { verdict: signedIn(204) },
  "POST /api/directs": { verdict: signedIn(201), body: {}, userIn: "userId", changes: true },
  "GET /api/account/settings": { verdict: signedIn(200) },
  "PUT /api/account/settings": { verdict: signedIn(200), body: { receipts: true } },
  "POST /api/logout": { verdict: everyone(204) },
};

/** The rights of a user who previews a public room. `query` is added to the path. */
export const PREVIEW: Record<string, { status: number; query?: string; joins?: true }> = {
  "GET /api/rooms/[roomId]": { status: 200 },
  "GET /api/rooms/[roomId]/messages": { status: 200 },
  "GET /api/rooms/[roomId]/messages?around=1": { status: 200 },
  "GET /api/rooms/[roomId]/members": { status: 200 },
  "GET /api/rooms/[roomId]/people": { status: 200, query: "?ids=01a20be0-8951-75d7-b1e2-05599409dba1" },
  "POST /api/rooms/[roomId]/ticket": { status: 200, query: "?preview=1" },
  "POST /api/rooms/[roomId]/members": { status: 201, joins: true },
  "PATCH /api/rooms/[roomId]/mine": { status: 404 },
  "PUT /api/rooms/[roomId]/unread": { status: 404 },
  "GET /api/rooms/[roomId]/pins": { status: 200 },
  "PUT /api/rooms/[roomId]/pins/[seq]": { status: 403 },
  "DELETE /api/rooms/[roomId]/pins/[seq]": { status: 403 },
  "POST /api/rooms/[roomId]/files": { status: 403 },
  // The row's room has no such file. A user who can see the room may read its files (tests/api/files.test.ts).
  "GET /api/rooms/[roomId]/files/[fileId]": { status: 404 },
  "POST /api/rooms/[roomId]/files/[fileId]/complete": { status: 404 },
  "DELETE /api/rooms/[roomId]/files/[fileId]": { status: 404 },
  // The row's room has no such message. A user who can see the room may save its messages (tests/api/saved.test.ts).
  "PUT /api/saved/[roomId]/[seq]": { status: 404 },
  "DELETE /api/saved/[roomId]/[seq]": { status: 204 },
  "PATCH /api/rooms/[roomId]/members/[userId]": { status: 403 },
  "DELETE /api/rooms/[roomId]/members/[userId]": { status: 403 },
  "GET /api/rooms/[roomId]/bans": { status: 403 },
  "PUT /api/rooms/[roomId]/bans/[userId]": { status: 403 },
  "DELETE /api/rooms/[roomId]/bans/[userId]": { status: 403 },
  "PATCH /api/rooms/[roomId]": { status: 403 },
  "DELETE /api/rooms/[roomId]": { status: 403 },
  "GET /api/rooms/[roomId]/invites": { status: 403 },
  "POST /api/rooms/[roomId]/invites": { status: 403 },
  "DELETE /api/rooms/[roomId]/invites/[inviteId]": { status: 403 },
};

/** A page's status; 307 redirects to the sign-in page, or away from it. */
export const PAGES: Record<string, Verdict> = {
  "/": everyone(200),
  "/signup": (who) => (isSignedIn(who) ? 307 : 200),
  "/enter": (who) => (isSignedIn(who) ? 307 : 200),
  "/account": (who) => (isSignedIn(who) ? 200 : 307),
  "/enter/recover": (who) => (isSignedIn(who) ? 307 : 200),
  "/rooms": (who) => (isSignedIn(who) ? 200 : 307),
  // Members are redirected into the room; all other holders of a link see the same page.
  "/invite/[token]": (who) => (isSignedIn(who) && !isOutsider(who) ? 307 : 200),
  "/rooms/[roomId]": (who) => (isSignedIn(who) ? (isOutsider(who) ? 404 : 200) : 307),
};
