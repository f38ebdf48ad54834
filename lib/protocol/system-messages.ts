interface Kind {
  /** The data that clients and lists read again after this message. */
  changes: "members" | "bans" | "room" | "pins";
  /** Users can cause this message as often as they like, so the room limits it for each user. */
  isRepeatable?: true;
}

/**
 * Every kind of system message. A new one also needs its data and English text (lib/server/system-messages.ts) and its texts on screen
 * (app/_i18n, app/_ui/room/messages/system-message-text.ts).
 */
const KINDS = {
  joined: { changes: "members", isRepeatable: true },
  left: { changes: "members", isRepeatable: true },
  kicked: { changes: "members" },
  banned: { changes: "members" },
  unbanned: { changes: "bans" },
  role: { changes: "members" },
  owner: { changes: "members" },
  renamed: { changes: "room" },
  described: { changes: "room" },
  visibility: { changes: "room" },
  archived: { changes: "room" },
  reopened: { changes: "room" },
  pinned: { changes: "pins" },
  unpinned: { changes: "pins" },
} satisfies Record<string, Kind>;

export type SystemMessageKind = keyof typeof KINDS;
export const SYSTEM_MESSAGES = Object.keys(KINDS) as SystemMessageKind[];

/** Undefined: a kind of a newer release. */
function kindOf(what: string): Kind | undefined {
  return Object.hasOwn(KINDS, what) ? KINDS[what as SystemMessageKind] : undefined;
}

export function changesOf(what: string): Kind["changes"] | undefined {
  return kindOf(what)?.changes;
}

export function isRepeatable(what: string): boolean {
  return kindOf(what)?.isRepeatable ?? false;
}
