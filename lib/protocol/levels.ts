/** Roles, visibility and notification levels: the one list of each. The database's columns, the wire and SQL derive from them. */
import "./no-eval";
import * as z from "zod/mini";

/**
 * Roles in a room, highest first. A room has one owner, a direct room none. lib/shared/permissions.ts has their rights.
 */
export const ROLES = ["owner", "admin", "member"] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;

/** Visibility of a room (D2): public to everybody who is not banned, or private to its members. */
export const VISIBILITIES = ["public", "private"] as const;
export const visibility = z.enum(VISIBILITIES);
export type Visibility = z.infer<typeof visibility>;

/** The new messages of a room that a member is notified of. */
export const NOTIFY_LEVELS = ["all", "mentions", "none"] as const;
export const notify = z.enum(NOTIFY_LEVELS);
export type Notify = z.infer<typeof notify>;

/** Why a message concerns a user: it mentions them, it replies to them, or it is their own and others have reacted. */
export const NOTIFICATION_KINDS = ["mention", "reply", "reaction"] as const;
