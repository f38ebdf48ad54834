import type { Database } from "@/db/client";
import { rooms, users } from "@/db/schema";
import { keysOf } from "@/db/username-keys";
import type { User } from "@/lib/protocol/room";
import { signTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";

/** Opens a socket with any ticket and parameters, and returns the outcome. */
export type TryConnect = (roomId: string, query: Record<string, string>, headers?: Record<string, string>) => RoomPeer;

export interface Scene {
  tryConnect: TryConnect;
  person(name: string): Promise<User>;
  room(owner: User): Promise<string>;
  /** @param at creation time (epoch ms); default now */
  ticket(user: User, roomId: string, at?: number, preview?: true): Promise<string>;
  /** Connects and waits for the welcome. `preview`: without being a member. */
  connect(user: User, roomId: string, options?: { after?: number; preview?: true }): Promise<RoomPeer>;
}

/** Users and rooms in a real archive, and connections to them. */
export function sceneOn(db: Database, ticketSecret: string, tryConnect: TryConnect): Scene {
  const scene: Scene = {
    tryConnect,
    async person(name) {
      const user = { id: newId(), username: name };
      await db.insert(users).values({ ...user, usernameKey: user.id, ...keysOf(user.username) });
      return user;
    },
    async room(owner) {
      const id = newId();
      await db.insert(rooms).values({ id, name: "시험 방", createdBy: owner.id });
      return id;
    },
    async ticket({ id: userId, username }, roomId, at, preview) {
      const admission = { userId, username, roomId, role: "member", sessionId: newId(), preview } as const;
      return (await signTicket(admission, ticketSecret, at)).ticket;
    },
    async connect(user, roomId, { after, preview } = {}) {
      const ticket = await scene.ticket(user, roomId, undefined, preview);
      const peer = tryConnect(roomId, { v: "1", ticket, ...(after === undefined ? {} : { after: String(after) }) });
      await peer.until(() => peer.frames.some(({ type }) => type === "welcome"), "a welcome");
      return peer;
    },
  };
  return scene;
}
