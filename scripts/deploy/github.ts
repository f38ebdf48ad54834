/** The part of GitHub's API that the sweep uses: the branches and pull requests that could have a preview. */
import * as z from "zod";
import { slugOf } from "./slug";

interface Repository {
  GITHUB_REPOSITORY: string;
  GITHUB_TOKEN?: string;
  /** The API's address; GitHub's own, except in tests and on GitHub Enterprise. */
  api?: string;
}

const API = "https://api.github.com";
const REQUEST_TIMEOUT_MS = 30_000;
const PAGE = 100;

const branches = z.array(z.object({ name: z.string() }));
const pulls = z.array(
  z.object({
    head: z.object({
      ref: z.string(),
      /** Null if the fork was deleted; Vercel no longer builds such a branch. */
      repo: z.object({ owner: z.object({ login: z.string() }) }).nullable(),
    }),
  }),
);

async function askAll<T>(at: Repository, path: string, schema: z.ZodType<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page++) {
    const url = `${at.api ?? API}/repos/${at.GITHUB_REPOSITORY}${path}per_page=${PAGE}&page=${page}`;
    const response = await fetch(url, {
      headers: {
        accept: "application/vnd.github+json",
        ...(at.GITHUB_TOKEN && { authorization: `Bearer ${at.GITHUB_TOKEN}` }),
      },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    if (!response.ok)
      throw new Error(`GitHub answered ${response.status} to ${path}; check that GITHUB_TOKEN may read it`);
    const some = schema.parse(await response.json());
    all.push(...some);
    if (some.length < PAGE) return all;
  }
}

/**
 * The slugs of all branches, and of the branches of all open pull requests, including forks. @throws if the list is
 * incomplete
 */
export async function liveSlugs(at: Repository): Promise<Set<string>> {
  const owner = at.GITHUB_REPOSITORY.split("/")[0] ?? "";
  const own = await askAll(at, "/branches?", branches);
  const open = await askAll(at, "/pulls?state=open&", pulls);
  const heads = open.flatMap(({ head }) => (head.repo ? [{ branch: head.ref, owner: head.repo.owner.login }] : []));
  return new Set([...own.map(({ name }) => ({ branch: name, owner })), ...heads].map(slugOf));
}
