/**
 * The HTTP API's bodies, as a schema for each: handlers parse and build with these, screens share the types.
 * An answer carries the listed fields and nothing else (D6).
 */
import { z } from "zod";
import { isUuidV7, uuidV7 } from "@/lib/shared/ids";
import { boundedString, boundedText } from "@/lib/text/bounded-text";
import { newUsernameSchema, ROOM_NAME_MAX_CHARS, roomNameSchema, USERNAME_MAX_CHARS } from "@/lib/text/names";
import { PASSWORD_MAX_CHARS, passwordSchema } from "@/lib/text/password";
import { CODE_MAX_CHARS } from "@/lib/text/recovery-code";
import { countCharacters, tidy } from "@/lib/text/text";
import { notify, role, visibility } from "./levels";
import { message, user } from "./room";
import { newPasskey, newPasskeyOptions, passkeyOptions, passkeyProof } from "./webauthn";

/** Longest request body, in bytes of UTF-8. */
export const REQUEST_MAX_BYTES = 16 * 1024;
/** How much of a room's last message the list shows, in characters. */
export const EXCERPT_MAX_CHARS = 200;
const ROOMS_PAGE = 30;
export const PAGE_MAX = 100;
/** At most this many of a user's own rooms are listed and watched; those with the oldest activity are left out. */
export const OWN_ROOMS_MAX = 1_000;
const MESSAGES_PAGE = 50;
const MEMBERS_PAGE = 50;
const DAY_S = 24 * 60 * 60;
const INVITE_USUAL_S = 7 * DAY_S;
const INVITE_MAX_S = 365 * DAY_S;
/** How many people one account may block. */
export const BLOCKS_MAX = 1_000;
/** Unread messages are counted up to this, and shown as "99+" from there. */
export const UNREAD_MAX = 100;

const wholeNumber = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number);
const limit = (usual: number) => wholeNumber.pipe(z.number().min(1).max(PAGE_MAX)).default(usual);
const seqParameter = wholeNumber.pipe(z.number().max(Number.MAX_SAFE_INTEGER));

/** Length of an invite link's token (lib/server/invite-token.ts). */
const INVITE_TOKEN_CHARS = 43;
/** An invite link's token, for servers on which signing up needs one. Lenient: text that cannot be a token counts as an unknown token. */
const inviteToken = boundedString(INVITE_TOKEN_CHARS).optional();
export const signupBody = z.object({ username: newUsernameSchema, password: passwordSchema, inviteToken });
/** Lenient: within these bounds, text that cannot be a name or password counts as an unknown one. */
export const enterBody = z.object({
  username: boundedString(USERNAME_MAX_CHARS),
  password: boundedString(PASSWORD_MAX_CHARS),
});
/** Lenient about who it is, strict about the password to be. */
export const recoverBody = z.object({
  username: boundedString(USERNAME_MAX_CHARS),
  recoveryCode: boundedString(CODE_MAX_CHARS),
  password: passwordSchema,
});
export const newNameBody = signupBody.pick({ username: true, inviteToken: true });
export const newPasskeyBody = z.object({ passkey: newPasskey });
export const passkeyBody = z.object({ passkey: passkeyProof });
/** Longest name that somebody gives a passkey of theirs. */
export const PASSKEY_LABEL_MAX_CHARS = 40;
/** Empty: it is called by its device again. */
export const passkeyLabelBody = z.object({
  label: z.union([z.literal(""), roomNameSchema]).refine((text) => countCharacters(text) <= PASSKEY_LABEL_MAX_CHARS, {
    params: { reason: "too_long" },
  }),
});

/** Lenient: within its bounds, text that cannot be a password counts as a wrong one. */
const proof = z.object({
  currentPassword: boundedString(PASSWORD_MAX_CHARS).optional(),
  passkey: passkeyProof.optional(),
});
export type Proof = z.infer<typeof proof>;
/** A body that also shows that the account's owner is at the keyboard. */
const proven = <S extends z.ZodRawShape>(shape: S) => z.object({ ...proof.shape, ...shape }).refine(isProven, unproven);
const isProven = (body: object) => {
  const { currentPassword, passkey } = body as Proof;
  return currentPassword !== undefined || passkey !== undefined;
};
const unproven = { path: ["currentPassword"], params: { reason: "missing" } };
export const confirmBody = proven({});
export const changePasswordBody = proven({ password: passwordSchema });
export const deleteAccountBody = proven({ username: boundedString(USERNAME_MAX_CHARS) });
const DESCRIPTION_MAX_CHARS = 500;
const MENTIONED_IN_MAX_CHARS = 500;
const description = boundedText(DESCRIPTION_MAX_CHARS)
  .transform(tidy)
  .refine((text) => countCharacters(text) <= DESCRIPTION_MAX_CHARS, { params: { reason: "too_long" } });
export const newRoomBody = z.object({
  name: roomNameSchema,
  visibility: visibility.default("public"),
  description: description.default(""),
});
/** What is left out stays as it is. */
export const changeRoomBody = z.object({
  name: roomNameSchema.optional(),
  description: description.optional(),
  visibility: visibility.optional(),
  /** True: everything can be read, nothing said. */
  archived: z.boolean().optional(),
});
/** "owner" hands the room over, which needs a proof; the previous owner becomes an admin. */
export const changeMemberBody = z
  .object({ ...proof.shape, role })
  .refine((body) => body.role !== "owner" || isProven(body), unproven);
export const membersQuery = z.object({
  query: boundedText(USERNAME_MAX_CHARS).transform(tidy).default(""),
  /** `match`: one page, best match first, instead of all by role. */
  order: z.enum(["role", "match"]).default("role"),
  /** Instead of a query: a text; the answer is the members whom it may mention. */
  mentionedIn: boundedText(MENTIONED_IN_MAX_CHARS).transform(tidy).optional(),
  /** A user's id: where the page before ended. */
  cursor: uuidV7.optional(),
  limit: limit(MEMBERS_PAGE),
});
/** Somebody by name, or a link: for so long (null: until revoked) and so many people (null: any number). */
export const newInviteBody = z.union([
  z.strictObject({ username: boundedString(USERNAME_MAX_CHARS) }),
  z.strictObject({
    expiresInS: z.number().int().min(60).max(INVITE_MAX_S).nullable().default(INVITE_USUAL_S),
    maxUses: z.number().int().min(1).max(1000).nullable().default(null),
  }),
]);
/** `preview`: a caller who is not a member may read, without joining. */
export const ticketQuery = z.object({ preview: z.literal("1").optional() });
export const newDirectBody = z.object({ userId: uuidV7 });
/** A person's own settings of one room. Fields that are left out stay unchanged. */
export const ownMemberBody = z
  .object({ notify: notify.optional(), favourite: z.boolean().optional() })
  .refine((body) => body.notify !== undefined || body.favourite !== undefined, {
    path: ["notify"],
    params: { reason: "missing" },
  });
/** Null: no longer. */
export const unreadBody = z.object({ from: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullable() });
export const settingsBody = z.object({ receipts: z.boolean() });

/** Where a page of rooms ended: the keyset, so that rooms moving up never make one repeat or vanish. */
export interface RoomsCursor {
  /** Epoch milliseconds. */
  lastActivityAt: number;
  id: string;
}

export function writeCursor({ lastActivityAt, id }: RoomsCursor): string {
  return `${lastActivityAt}.${id}`;
}

// 14 digits: a later date than the year 5138 is one that Postgres might not read.
const roomsCursor = z
  .string()
  .regex(/^\d{1,14}\.[0-9a-f-]{36}$/)
  .transform((text): RoomsCursor => ({ lastActivityAt: Number(text.split(".")[0]), id: text.split(".")[1] ?? "" }))
  .refine(({ id }) => isUuidV7(id));

export const roomsQuery = z.object({
  query: boundedText(ROOM_NAME_MAX_CHARS)
    .transform(tidy)
    .refine((text) => countCharacters(text) <= ROOM_NAME_MAX_CHARS, { params: { reason: "too_long" } })
    .default(""),
  cursor: roomsCursor.optional(),
  limit: limit(ROOMS_PAGE),
  /** `mine`: the user's own rooms; `discover`: public rooms that the user does not belong to; left out: both. */
  scope: z.enum(["mine", "discover"]).optional(),
});
export type RoomScope = NonNullable<z.infer<typeof roomsQuery>["scope"]>;
/** The longest item, a UUID, and its comma. */
const LIST_ITEM_UNITS = 37;
/** At most PAGE_MAX values, separated by commas. */
const listOf = <T>(value: z.ZodType<T, string>) =>
  z
    .string()
    .max(PAGE_MAX * LIST_ITEM_UNITS, { abort: true })
    .transform((text) => text.split(","))
    .pipe(z.array(value).max(PAGE_MAX));
export const messagesQuery = z
  .object({
    before: seqParameter.optional(),
    after: seqParameter.optional(),
    /** Only these messages. */
    seqs: listOf(seqParameter).optional(),
    limit: limit(MESSAGES_PAGE),
  })
  .refine(({ before, after }) => before === undefined || after === undefined, { path: ["after"] })
  .refine(({ before, after, seqs }) => seqs === undefined || (before === undefined && after === undefined), {
    path: ["seqs"],
  });
export const peopleQuery = z.object({ ids: listOf(uuidV7) });

const room = z.object({
  id: z.string(),
  name: z.string(),
  visibility,
  memberCount: z.number().int(),
  /** Epoch milliseconds. */
  lastActivityAt: z.number().int(),
  /** The newest seq in the archive. */
  headSeq: z.number().int(),
  lastMessage: z.object({ author: z.string(), body: z.string(), sentAt: z.number().int() }).optional(),
  description: z.string(),
  /** Epoch milliseconds; only where nothing can be said any more. */
  archivedAt: z.number().int().optional(),
  /** Of a direct room: the other one; `name` is empty. */
  direct: user.optional(),
  /** True in a direct room where one of the two has blocked the other, so neither can write; else left out. */
  unreachable: z.boolean().optional(),
  /** What the asker is here; only where they are a member. */
  mine: z
    .object({
      role,
      notify,
      lastReadSeq: z.number().int(),
      /** The message that they marked as unread. */
      unreadFrom: z.number().int().optional(),
      /** Messages by others that they have not read, at most UNREAD_MAX. */
      unread: z.number().int(),
      /** Shown at the top of the user's own rooms; left out if not. */
      favourite: z.boolean().optional(),
      /** True for a direct room that a stranger opened and the user has not accepted; else left out. */
      request: z.boolean().optional(),
      /**
       * Unread messages that mention them, at most UNREAD_MAX: the message's seq, and `at`, the seq of the event that mentioned them
       * first (it may be an edit). Seen once they have read up to `at`.
       */
      mentions: z.array(z.object({ seq: z.number().int(), at: z.number().int() })).optional(),
    })
    .optional(),
});
export type Room = z.infer<typeof room>;

export const userAnswer = z.object({ user });
/** The one time that a recovery code is told. */
export const signupAnswer = z.object({ user, recoveryCode: z.string() });
export type SignupAnswer = z.infer<typeof signupAnswer>;
export const recoveryCodeAnswer = signupAnswer.pick({ recoveryCode: true });
export type RecoveryCodeAnswer = z.infer<typeof recoveryCodeAnswer>;
const device = z.object({
  id: z.string(),
  /** Families of browser and system, as `Chrome, Android`; may be empty. */
  device: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number().int(),
  lastSeenAt: z.number().int(),
  current: z.boolean(),
});
export type Device = z.infer<typeof device>;
export const devicesAnswer = z.object({ sessions: z.array(device) });
export type DevicesAnswer = z.infer<typeof devicesAnswer>;
export const newPasskeyOptionsAnswer = z.object({ options: newPasskeyOptions });
export type NewPasskeyOptionsAnswer = z.infer<typeof newPasskeyOptionsAnswer>;
export const passkeyOptionsAnswer = z.object({ options: passkeyOptions });
export type PasskeyOptionsAnswer = z.infer<typeof passkeyOptionsAnswer>;
const passkey = z.object({
  id: z.string(),
  /** What its owner calls it; left out: nothing. */
  label: z.string().optional(),
  /** What it was made on, as a session's. */
  device: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number().int(),
  lastUsedAt: z.number().int().optional(),
});
export type Passkey = z.infer<typeof passkey>;
/** `hasPassword` is only in the answer to GET. */
export const passkeysAnswer = z.object({ passkeys: z.array(passkey), hasPassword: z.boolean().optional() });
export type PasskeysAnswer = z.infer<typeof passkeysAnswer>;
export const existsAnswer = z.object({ exists: z.boolean() });
export const roomAnswer = z.object({ room });
export const roomsAnswer = z.object({ rooms: z.array(room), nextCursor: z.string().optional() });
const member = z.object({ user, role, joinedAt: z.number().int() });
export type Member = z.infer<typeof member>;
/** Owner first, then admins, then members, each by name. */
export const membersAnswer = z.object({ members: z.array(member), nextCursor: z.string().optional() });
export type MembersAnswer = z.infer<typeof membersAnswer>;
/** Those of the requested users whose names may be revealed, in no particular order. */
export const peopleAnswer = z.object({ users: z.array(user) });
export type PeopleAnswer = z.infer<typeof peopleAnswer>;
export const memberAnswer = z.object({ member });
export const bansAnswer = z.object({ banned: z.array(user) });
export type BansAnswer = z.infer<typeof bansAnswer>;
export const blocksAnswer = z.object({ blocked: z.array(user) });
export type BlocksAnswer = z.infer<typeof blocksAnswer>;
const invite = z.object({
  id: z.string(),
  /** Whom it is for; left out: a link. */
  user: user.optional(),
  createdBy: user,
  createdAt: z.number().int(),
  expiresAt: z.number().int().optional(),
  maxUses: z.number().int().optional(),
  uses: z.number().int(),
});
export type Invite = z.infer<typeof invite>;
/** `token` makes the link; told this one time. */
export const newInviteAnswer = z.object({ invite, token: z.string().optional() });
export type NewInviteAnswer = z.infer<typeof newInviteAnswer>;
export const invitesAnswer = z.object({ invites: z.array(invite) });
export type InvitesAnswer = z.infer<typeof invitesAnswer>;
/** What somebody with a link may know before they join. */
export const invitedAnswer = z.object({
  room: z.object({ name: z.string(), description: z.string(), memberCount: z.number().int() }),
  invitedBy: z.string(),
});
export type InvitedAnswer = z.infer<typeof invitedAnswer>;
/** The invites by name that wait for an answer. */
export const ownInvitesAnswer = z.object({
  invites: z.array(
    z.object({ id: z.string(), room: z.object({ id: z.string(), name: z.string() }), invitedBy: z.string() }),
  ),
});
export type OwnInvitesAnswer = z.infer<typeof ownInvitesAnswer>;
export const settingsAnswer = z.object({ receipts: z.boolean() });
export type SettingsAnswer = z.infer<typeof settingsAnswer>;
export const ticketAnswer = z.object({ ticket: z.string(), expiresAt: z.number().int() });
export const messagesAnswer = z.object({
  messages: z.array(message),
  nextBefore: z.number().int().optional(),
  /** Of the requested seqs, those that did not fit. */
  rest: z.array(z.number().int()).optional(),
});
export type ExistsAnswer = z.infer<typeof existsAnswer>;
export type RoomAnswer = z.infer<typeof roomAnswer>;
export type RoomsAnswer = z.infer<typeof roomsAnswer>;
export type TicketAnswer = z.infer<typeof ticketAnswer>;
export type MessagesAnswer = z.infer<typeof messagesAnswer>;

const dependency = z.object({ up: z.boolean(), latencyMs: z.number().int() });
/** Everything but `up` only with HEALTH_TOKEN. */
export const healthAnswer = z.object({
  up: z.boolean(),
  database: dependency.optional(),
  redis: dependency.optional(),
  rooms: dependency.optional(),
  versions: z
    .object({
      /** The deployed commit, if the platform provides it. */
      code: z.string().optional(),
      /** The newest migration in the database, if it is available, and the one that this code expects. */
      schema: z.string().optional(),
      expected: z.string(),
    })
    .optional(),
});
export type HealthAnswer = z.infer<typeof healthAnswer>;

/** Why a request failed: stable, for programs. The status says it in HTTP's words. */
export const PROBLEMS = {
  malformed: { status: 400, title: "Bad Request" },
  unauthenticated: { status: 401, title: "Unauthorized" },
  wrong_credentials: { status: 401, title: "Unauthorized" },
  wrong_passkey: { status: 401, title: "Unauthorized" },
  cross_site: { status: 403, title: "Forbidden" },
  forbidden: { status: 403, title: "Forbidden" },
  /** By SIGNUP_MODE nobody may sign up here, or only with a valid invite link. */
  signup_closed: { status: 403, title: "Forbidden" },
  invite_required: { status: 403, title: "Forbidden" },
  not_found: { status: 404, title: "Not Found" },
  user_not_found: { status: 404, title: "Not Found" },
  username_taken: { status: 409, title: "Conflict" },
  /** The calling page was rendered for another user than the one who is signed in now. */
  other_account: { status: 409, title: "Conflict" },
  /** The owner must hand the room over first. */
  owner_stays: { status: 409, title: "Conflict" },
  /** Somebody who has not been here for 30 days cannot be made the owner. */
  not_active: { status: 409, title: "Conflict" },
  already_member: { status: 409, title: "Conflict" },
  banned: { status: 409, title: "Conflict" },
  last_way_in: { status: 409, title: "Conflict" },
  too_large: { status: 413, title: "Content Too Large" },
  unsupported_media_type: { status: 415, title: "Unsupported Media Type" },
  invalid: { status: 422, title: "Unprocessable Content" },
  invalid_username: { status: 422, title: "Unprocessable Content" },
  invalid_password: { status: 422, title: "Unprocessable Content" },
  invalid_room_name: { status: 422, title: "Unprocessable Content" },
  rate_limited: { status: 429, title: "Too Many Requests" },
  internal: { status: 500, title: "Internal Server Error" },
  unavailable: { status: 503, title: "Service Unavailable" },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

const problemCode = z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]);
const reason = z.enum(["missing", "too_short", "too_long", "characters", "mixed_scripts", "common", "invalid"]);
export type Reason = z.infer<typeof reason>;
const fieldError = z.object({ field: z.string(), reason });
export type FieldError = z.infer<typeof fieldError>;

/** RFC 9457, with our `code` and, where a field was wrong, which and why. */
export const problem = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.number().int(),
  code: problemCode,
  errors: z.array(fieldError).optional(),
});

/** The reason that a field's first failed rule gives, as the screens name it. */
export function reasonOf(issue: z.core.$ZodIssue): Reason {
  if (issue.code === "custom") return reason.catch("invalid").parse(issue.params?.reason);
  if (issue.code === "too_big" && issue.origin === "string") return "too_long";
  return issue.code === "invalid_type" && issue.input === undefined ? "missing" : "invalid";
}
