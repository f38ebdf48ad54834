/** What the lists of pinned and of saved messages show of a message: its newest text, or that it was deleted. */
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { messages, users } from "@/db/schema";
import { EXCERPT_READ_CHARS, excerptOf, plainExcerpt } from "@/lib/events/excerpt";
import type { Pin } from "@/lib/protocol/http/pins";

/** For a query with `messages` and `users`, its authors. */
export const LISTED = {
  seq: messages.seq,
  authorId: messages.authorId,
  username: users.username,
  body: sql<string>`left(coalesce(${messages.editedBody}, ${messages.body}), ${EXCERPT_READ_CHARS})`,
  sentAt: messages.sentAt,
  editedAt: messages.editedAt,
  deletedAt: messages.deletedAt,
};

interface Row {
  seq: number;
  authorId: string;
  username: string;
  body: string;
  sentAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
}

export function toListed({
  seq,
  authorId,
  username,
  body,
  sentAt,
  editedAt,
  deletedAt,
}: Row): Omit<Pin, "pinnedBy" | "pinnedAt"> {
  const message = { seq, author: { id: authorId, username }, sentAt: sentAt.getTime() };
  if (deletedAt) return { ...message, excerpt: "", deletedAt: deletedAt.getTime() };
  const excerpt = excerptOf(body);
  const shown = plainExcerpt(excerpt) + (excerpt.length < body.length ? "…" : "");
  return { ...message, excerpt: shown, ...(editedAt && { editedAt: editedAt.getTime() }) };
}

/** Whether a row of `messages` can be pinned or saved: a message by a user that is not deleted. */
export function isListable(): SQL | undefined {
  return and(eq(messages.kind, "message"), isNull(messages.notice), isNull(messages.deletedAt));
}
