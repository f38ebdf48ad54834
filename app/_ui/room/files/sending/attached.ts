import type { LocalFile } from "@/lib/client/outbox/requests";

/** The files of the composer's draft. */
export interface Attached {
  files: readonly LocalFile[];
  /** Whether they cannot be sent as they are. */
  isBlocked?: boolean;
}
