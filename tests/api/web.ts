/** The web side for tests: the real route handlers, called with requests, in front of the local cloud. */

import type { Handler } from "@/app/_server/http/handle";
import * as confirmation from "@/app/api/account/confirm/route";
import * as deletion from "@/app/api/account/delete/route";
import * as ownPasskey from "@/app/api/account/passkeys/[passkeyId]/route";
import * as ownPasskeyOptions from "@/app/api/account/passkeys/options/route";
import * as ownPasskeys from "@/app/api/account/passkeys/route";
import * as changePassword from "@/app/api/account/password/route";
import * as recover from "@/app/api/account/recover/route";
import * as recoveryCode from "@/app/api/account/recovery-code/route";
import * as device from "@/app/api/account/sessions/[sessionId]/route";
import * as devices from "@/app/api/account/sessions/route";
import * as settings from "@/app/api/account/settings/route";
import * as block from "@/app/api/blocks/[userId]/route";
import * as blocks from "@/app/api/blocks/route";
import * as directs from "@/app/api/directs/route";
import * as enter from "@/app/api/enter/route";
import * as health from "@/app/api/health/route";
import * as inboxTicket from "@/app/api/inbox/ticket/route";
import * as link from "@/app/api/invites/[token]/route";
import * as ownInvites from "@/app/api/invites/route";
import * as logout from "@/app/api/logout/route";
import * as me from "@/app/api/me/route";
import * as notifications from "@/app/api/notifications/route";
import * as notificationsSeen from "@/app/api/notifications/seen/route";
import * as passkeyEnterOptions from "@/app/api/passkeys/enter/options/route";
import * as passkeyEnter from "@/app/api/passkeys/enter/route";
import * as passkeySignupOptions from "@/app/api/passkeys/signup/options/route";
import * as passkeySignup from "@/app/api/passkeys/signup/route";
import * as fellows from "@/app/api/people/route";
import * as ban from "@/app/api/rooms/[roomId]/bans/[userId]/route";
import * as bans from "@/app/api/rooms/[roomId]/bans/route";
import * as completeFile from "@/app/api/rooms/[roomId]/files/[fileId]/complete/route";
import * as roomFile from "@/app/api/rooms/[roomId]/files/[fileId]/route";
import * as roomFiles from "@/app/api/rooms/[roomId]/files/route";
import * as invite from "@/app/api/rooms/[roomId]/invites/[inviteId]/route";
import * as invites from "@/app/api/rooms/[roomId]/invites/route";
import * as member from "@/app/api/rooms/[roomId]/members/[userId]/route";
import * as members from "@/app/api/rooms/[roomId]/members/route";
import * as messages from "@/app/api/rooms/[roomId]/messages/route";
import * as ownMember from "@/app/api/rooms/[roomId]/mine/route";
import * as people from "@/app/api/rooms/[roomId]/people/route";
import * as roomPin from "@/app/api/rooms/[roomId]/pins/[seq]/route";
import * as roomPins from "@/app/api/rooms/[roomId]/pins/route";
import * as room from "@/app/api/rooms/[roomId]/route";
import * as ticket from "@/app/api/rooms/[roomId]/ticket/route";
import * as unread from "@/app/api/rooms/[roomId]/unread/route";
import * as rooms from "@/app/api/rooms/route";
import * as savedOne from "@/app/api/saved/[roomId]/[seq]/route";
import * as saved from "@/app/api/saved/route";
import * as search from "@/app/api/search/route";
import * as signup from "@/app/api/signup/route";
import * as username from "@/app/api/users/[username]/route";
import { type Database, openDatabase } from "@/db/client";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { addPerson, PASSWORD } from "@/tests/harness/live/people";

export { PASSWORD };

export const ROUTES: Record<string, Record<string, unknown>> = {
  "/api/signup": signup,
  "/api/enter": enter,
  "/api/passkeys/signup/options": passkeySignupOptions,
  "/api/passkeys/signup": passkeySignup,
  "/api/passkeys/enter/options": passkeyEnterOptions,
  "/api/passkeys/enter": passkeyEnter,
  "/api/account/confirm": confirmation,
  "/api/account/passkeys/options": ownPasskeyOptions,
  "/api/account/passkeys": ownPasskeys,
  "/api/account/passkeys/:passkeyId": ownPasskey,
  "/api/account/recover": recover,
  "/api/account/password": changePassword,
  "/api/account/recovery-code": recoveryCode,
  "/api/account/delete": deletion,
  "/api/account/sessions": devices,
  "/api/account/sessions/:sessionId": device,
  "/api/inbox/ticket": inboxTicket,
  "/api/logout": logout,
  "/api/me": me,
  "/api/health": health,
  "/api/users/:username": username,
  "/api/rooms": rooms,
  "/api/rooms/:roomId": room,
  "/api/rooms/:roomId/ticket": ticket,
  "/api/rooms/:roomId/messages": messages,
  "/api/rooms/:roomId/people": people,
  "/api/rooms/:roomId/mine": ownMember,
  "/api/rooms/:roomId/members": members,
  "/api/rooms/:roomId/members/:userId": member,
  "/api/rooms/:roomId/bans": bans,
  "/api/rooms/:roomId/invites": invites,
  "/api/rooms/:roomId/invites/:inviteId": invite,
  "/api/rooms/:roomId/files": roomFiles,
  "/api/rooms/:roomId/files/:fileId": roomFile,
  "/api/rooms/:roomId/files/:fileId/complete": completeFile,
  "/api/rooms/:roomId/pins": roomPins,
  "/api/rooms/:roomId/pins/:seq": roomPin,
  "/api/saved": saved,
  "/api/saved/:roomId/:seq": savedOne,
  "/api/notifications": notifications,
  "/api/notifications/seen": notificationsSeen,
  "/api/search": search,
  "/api/people": fellows,
  "/api/invites": ownInvites,
  "/api/invites/:token": link,
  "/api/directs": directs,
  "/api/blocks": blocks,
  "/api/blocks/:userId": block,
  "/api/account/settings": settings,
  "/api/rooms/:roomId/bans/:userId": ban,
  "/api/rooms/:roomId/unread": unread,
};

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read into responses, and schemas guard them
  json: any;
}

/** A person with a browser: keeps the cookies that it gets. */
export class Visitor {
  cookie: string | undefined;
  user: User = { id: "", username: "" };

  constructor(readonly origin = "http://localhost:3000") {}

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(new Request(this.origin + path, { headers: this.headers(headers) }));
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.write("POST", path, body, headers);
  }

  put(path: string, body?: unknown): Promise<Answer> {
    return this.write("PUT", path, body);
  }

  patch(path: string, body?: unknown): Promise<Answer> {
    return this.write("PATCH", path, body);
  }

  delete(path: string, body?: unknown): Promise<Answer> {
    return this.write("DELETE", path, body);
  }

  private write(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), type: { "content-type": "application/json" } };
    const all = this.headers({ ...sent.type, ...headers });
    return this.send(new Request(this.origin + path, { method, headers: all, body: sent.body }));
  }

  async send(request: Request): Promise<Answer> {
    const { handler, params } = route(request);
    const response = await handler(request, { params: Promise.resolve(params) });
    this.cookie = response.headers.get("set-cookie")?.split(";")[0] ?? this.cookie;
    const text = await response.text();
    heard.push(text);
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text === "" ? undefined : JSON.parse(text),
    };
  }

  headers(more: Record<string, string> = {}): Record<string, string> {
    return { ...(this.cookie && { cookie: this.cookie }), ...more };
  }
}

/** Proves that the account's owner makes the request. */
export const PROOF = { currentPassword: PASSWORD };

/** Every response body that a visitor has received (D6). */
export const heard: string[] = [];

let counter = 0;

/** A new visitor who has signed up with a unique name. */
export async function signedUp(prefix = "mina", origin?: string): Promise<Visitor> {
  const visitor = new Visitor(origin);
  return Object.assign(visitor, await addPerson(`${prefix}${++counter}`, visitor.origin));
}

/** The handlers' database, to set up scenes that the API cannot. */
export function backstage(): Database {
  return openDatabase(webEnv());
}

function route(request: Request): { handler: Handler; params: Record<string, string> } {
  const parts = new URL(request.url).pathname.split("/");
  for (const [pattern, module] of Object.entries(ROUTES)) {
    const params = match(pattern.split("/"), parts);
    const handler = params && module[request.method];
    if (handler) return { handler: handler as Handler, params };
  }
  throw new Error(`no route for ${request.method} ${request.url}`);
}

function match(pattern: string[], parts: string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const pairs = pattern.map((name, i) => [name, decodeURIComponent(parts[i] ?? "")] as const);
  if (pairs.some(([name, part]) => !name.startsWith(":") && name !== part)) return undefined;
  return Object.fromEntries(
    pairs.filter(([name]) => name.startsWith(":")).map(([name, part]) => [name.slice(1), part]),
  );
}
