import { mentionsIn } from "@/lib/events/mentions";
import type { ClientFrame, Message, Refusal } from "@/lib/protocol/room";
import { may } from "@/lib/shared/permissions";
import type { Guest } from "@/party/ports";
import type { Draft } from "./log/event-log";

/** A frame that changes an earlier message. */
export type AmendmentFrame = Extract<ClientFrame, { type: "edit" | "delete" | "react" }>;

/** At most this many different emoji on one message, so that the window stays small. */
const EMOJI_MAX = 20;

/**
 * At most this many reactions to one message. Reactions are the only part of a message that other users can make
 * larger.
 */
const REACTIONS_MAX = 1_000;

/**
 * Why this guest may not change this message; undefined if they may. Missing, deleted and system messages cannot be
 * changed. Only owners and admins delete messages of others, and nobody edits them. An edit must be based on the
 * current text.
 */
export function checkAmendment(guest: Guest, target: Message | "none", frame: AmendmentFrame): Refusal | undefined {
  if (target === "none" || target.deletedAt !== undefined) return "not_found";
  if (target.notice) return "forbidden";
  if (frame.type === "react" && frame.on && isOneTooMany(target, frame.emoji)) return "forbidden";
  const isOwn = target.author.id === guest.id;
  if (frame.type === "edit" && !isOwn) return "forbidden";
  if (frame.type === "delete" && !isOwn && !may(guest.role, "moderate")) return "forbidden";
  return frame.type === "edit" && isOutdated(frame, target) ? "changed" : undefined;
}

/** Whether the edit replaces a text other than the current one. An edit to the current text loses nothing. */
function isOutdated({ body, replaces }: Extract<AmendmentFrame, { type: "edit" }>, target: Message): boolean {
  return replaces !== undefined && replaces !== (target.editedAt ?? 0) && body !== target.body;
}

function isOneTooMany({ reactions = {} }: Message, emoji: string): boolean {
  const given = Object.values(reactions);
  if (!Object.hasOwn(reactions, emoji) && given.length >= EMOJI_MAX) return true;
  return given.reduce((sum, users) => sum + users.length, 0) >= REACTIONS_MAX;
}

/** The members that the client means by the @names in the text, without duplicates. */
export function boundBy({ body, mentions = [] }: { body: string; mentions?: string[] }): { mentions?: string[] } {
  if (mentions.length === 0 || mentionsIn(body).length === 0) return {};
  return { mentions: [...new Set(mentions)] };
}

export function amendmentDraft({ id: by }: Guest, frame: AmendmentFrame): Draft {
  const { seq: target } = frame;
  switch (frame.type) {
    case "edit":
      return (seq, at) => ({ kind: "edit", seq, target, body: frame.body, by, at, ...boundBy(frame) });
    case "delete":
      return (seq, at) => ({ kind: "delete", seq, target, by, at });
    case "react":
      return (seq, at) => ({ kind: "reaction", seq, target, emoji: frame.emoji, by, on: frame.on, at });
  }
}
