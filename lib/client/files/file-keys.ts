import type { Key } from "@/lib/client/outbox/device-store";

/** The kinds of records of files that are not sent: their descriptions, and their bytes, which are read only when needed. */
export const FILE_KINDS = ["file", "bytes"] as const;

export function fileKey(kind: (typeof FILE_KINDS)[number], [, userId = "", roomId = ""]: Key, fileId: string): Key {
  return [kind, userId, roomId, fileId];
}
