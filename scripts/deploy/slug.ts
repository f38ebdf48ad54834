/** What a branch is called where only a host's name may stand: in the rooms' address, in Neon, before Redis keys. */
import { createHash } from "node:crypto";

/** A label of a host's name holds 63; the rooms' host and Neon put words of their own before it. */
const READABLE_MAX = 31;
const HASH_LENGTH = 8;

/**
 * A short name for a branch, whatever it is called: letters, digits and dashes. It always ends in a hash of the whole
 * name, so that `feature/x`, `Feature/x` and `feature-x` are three.
 */
export function slugOf(branch: string): string {
  const readable = branch
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, READABLE_MAX)
    .replace(/^-+|-+$/g, "");
  const hash = createHash("sha256").update(branch).digest("hex").slice(0, HASH_LENGTH);
  return [readable || "branch", hash].join("-");
}

const PREVIEWS = "preview:";

/** What a preview's Redis keys begin with. */
export function previewPrefix(slug: string): string {
  return `${PREVIEWS}${slug}:`;
}

/** Whether a prefix could be a preview's, whose keys are deleted with its branch. */
export function isPreviewPrefix(prefix: string): boolean {
  return prefix.startsWith(PREVIEWS);
}

/** A preview's branch in Neon. */
export function neonBranch(slug: string): string {
  return `preview-${slug}`;
}
