import { z } from "zod";
import type { Keep } from "../../../lib/pending-sends";

const kept = z.array(
  z.object({
    clientId: z.string(),
    body: z.string(),
    replyTo: z.number().optional(),
    at: z.number(),
    state: z.enum(["sending", "failed"]),
    reason: z
      .enum(["invalid", "too_long", "rate_limited", "forbidden", "not_found", "busy", "version", "closed"])
      .optional(),
  }),
);

/** Messages that were not confirmed yet when the page was left, kept for this tab. Browsers that forbid storage go without. */
export function unsentIn(key: string): Keep {
  return {
    load() {
      try {
        return kept.parse(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
      } catch {
        return [];
      }
    },
    save(pending) {
      try {
        if (pending.length > 0) sessionStorage.setItem(key, JSON.stringify(pending));
        else sessionStorage.removeItem(key);
      } catch {
        // Full or forbidden: they are still on the screen.
      }
    },
  };
}
