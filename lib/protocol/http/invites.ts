/** Invites to a room: links, and invites for one user. */
import * as z from "zod";
import { user } from "@/lib/protocol/room";
import { boundedString } from "@/lib/text/bounded-text";
import { USERNAME_MAX_CHARS } from "@/lib/text/names";

const DAY_S = 24 * 60 * 60;
const INVITE_USUAL_S = 7 * DAY_S;
const INVITE_MAX_S = 365 * DAY_S;
/** A user by name, or a link. `expiresInS` null: until revoked; `maxUses` null: any number. */
export const newInviteBody = z.union([
  z.strictObject({ username: boundedString(USERNAME_MAX_CHARS) }),
  z.strictObject({
    expiresInS: z.number().int().min(60).max(INVITE_MAX_S).nullable().default(INVITE_USUAL_S),
    maxUses: z.number().int().min(1).max(1000).nullable().default(null),
  }),
]);
const invite = z.object({
  id: z.string(),
  /** The invited user; missing for a link. */
  user: z.optional(user),
  createdBy: user,
  createdAt: z.number().int(),
  expiresAt: z.number().int().optional(),
  maxUses: z.number().int().optional(),
  uses: z.number().int(),
});
export type Invite = z.infer<typeof invite>;

/** `token`: a new link's; no other answer has it. */
export const newInviteAnswer = z.object({ invite, token: z.string().optional() });
export type NewInviteAnswer = z.infer<typeof newInviteAnswer>;

export const invitesAnswer = z.object({ invites: z.array(invite) });
export type InvitesAnswer = z.infer<typeof invitesAnswer>;

/** The room of an invite link, as visitors see it. */
export const invitedAnswer = z.object({
  room: z.object({ name: z.string(), description: z.string(), memberCount: z.number().int() }),
  invitedBy: z.string(),
});
export type InvitedAnswer = z.infer<typeof invitedAnswer>;

/** The caller's own open invites by name. */
export const ownInvitesAnswer = z.object({
  invites: z.array(
    z.object({ id: z.string(), room: z.object({ id: z.string(), name: z.string() }), invitedBy: z.string() }),
  ),
});
export type OwnInvitesAnswer = z.infer<typeof ownInvitesAnswer>;
