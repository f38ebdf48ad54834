/** The short name of a preview, valid as a host label: in the Worker's name, in Neon, and as a prefix of Redis keys. */
import { createHash } from "node:crypto";

/** Makes a Worker called `sarangbang-<slug>` fit in the 51 characters that Cloudflare allows. */
export const SLUG_MAX = 40;
const HASH_LENGTH = 8;
const READABLE_MAX = SLUG_MAX - HASH_LENGTH - 1;

export interface Branch {
  branch: string;
  /** The account that the branch's repository belongs to: for a fork, the fork's. */
  owner: string;
}

/**
 * A short name for a branch: letters, digits and dashes. It always ends in a hash of the owner and the whole branch name, so
 * that `feature/x`, `Feature/x` and `feature-x` are three previews, and so are two forks' branches of one name.
 */
export function slugOf({ branch, owner }: Branch): string {
  const readable = branch
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, READABLE_MAX)
    .replace(/^-+|-+$/g, "");
  // An owner has no slash, and GitHub ignores its case.
  const hash = createHash("sha256").update(`${owner.toLowerCase()}/${branch}`).digest("hex").slice(0, HASH_LENGTH);
  return [readable || "branch", hash].join("-");
}

const PREVIEWS = "preview:";
const NEON_BRANCHES = "preview-";

/** The prefix of a preview's Redis keys. */
export function previewPrefix(slug: string): string {
  return `${PREVIEWS}${slug}:`;
}

/** Whether a prefix could be a preview's, whose keys are deleted with its branch. */
export function isPreviewPrefix(prefix: string): boolean {
  return prefix.startsWith(PREVIEWS);
}

/** A preview's branch in Neon. */
export function neonBranch(slug: string): string {
  return `${NEON_BRANCHES}${slug}`;
}

/** The slug of a branch in Neon; undefined if the branch is not a preview's. */
export function slugOfNeonBranch(name: string): string | undefined {
  return name.startsWith(NEON_BRANCHES) ? name.slice(NEON_BRANCHES.length) : undefined;
}

/**
 * The mark on a preview's Worker: only a Worker with this mark is overwritten or deleted. It contains the Neon project
 * too, so that two repositories with previews in one Cloudflare account do not touch each other's Workers.
 */
export function previewMark(slug: string, neonProject: string | undefined): string {
  return `${PREVIEWS}${neonProject ?? "-"}:${slug}`;
}

/** The slug in a mark; undefined if the mark is not of a preview of that Neon project. */
export function slugOfMark(mark: string, neonProject: string | undefined): string | undefined {
  const start = previewMark("", neonProject);
  return mark.startsWith(start) ? mark.slice(start.length) : undefined;
}
