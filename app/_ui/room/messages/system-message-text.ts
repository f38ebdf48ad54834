import type ko from "@/app/_i18n/ko.json";
import type { SystemMessage } from "@/lib/protocol/room";

/** The catalogue key of a system message; undefined for a kind that this version does not know. */
export function systemMessageText(notice: SystemMessage, authorId?: string): keyof (typeof ko)["notices"] | undefined {
  switch (notice.what) {
    case "role":
      return notice.role === "admin" ? "admin" : "member";
    case "owner":
      return notice.who && notice.who.id !== authorId ? "owner" : "ownerNow";
    case "visibility":
      return notice.visibility === "private" ? "private" : "public";
    case "joined":
    case "left":
    case "kicked":
    case "banned":
    case "unbanned":
    case "renamed":
    case "described":
    case "archived":
    case "reopened":
    case "pinned":
    case "unpinned":
      return notice.what;
    default:
      return undefined;
  }
}
