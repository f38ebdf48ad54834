/**
 * Deletes previews whose branch is gone: this repository gets no event when a fork's branch is deleted, and a workflow
 * may have failed. `npm run preview:sweep [-- --dry-run]`.
 */
import { liveSlugs } from "./github";
import { listNeonBranches } from "./neon";
import { accountOf, deleteAll, deletionsOf, neonOf, type PreviewAccess, refuseProductionsAccounts } from "./previews";
import { slugOfMark, slugOfNeonBranch } from "./slug";
import { type Environment, readVariables } from "./variables";
import { markedWorkers } from "./worker";

/** The slugs of all previews that have a Worker or a Neon branch. */
async function previewSlugs({ host, neon }: PreviewAccess, env: Environment): Promise<Set<string>> {
  const branches = neon ? await listNeonBranches(neon) : [];
  const workers = host.kind === "cloudflare" ? await markedWorkers(accountOf(host, env)) : [];
  const slugs = [
    ...branches.map(({ name }) => slugOfNeonBranch(name)),
    ...workers.map(({ mark }) => slugOfMark(mark, neon?.project)),
  ];
  return new Set(slugs.filter((slug) => slug !== undefined));
}

async function sweep(env: Environment): Promise<boolean> {
  const { values, host } = readVariables("sweep", env);
  refuseProductionsAccounts(host, values, values.UPSTASH_REDIS_REST_URL);
  const access = { redis: values, host, neon: neonOf(values, env) };
  // Previews first, then branches: a branch exists before its preview, so the preview of a branch that is pushed in
  // between is not deleted as a leftover.
  const found = await previewSlugs(access, env);
  const live = await liveSlugs({ ...values, api: env.GITHUB_API_URL });
  const left = [...found].filter((slug) => !live.has(slug)).sort();
  console.log(
    `${live.size} branches; ${left.length === 0 ? "no preview without one" : `previews without one: ${left.join(", ")}`}.`,
  );
  const deletions = left.flatMap((slug) => deletionsOf(slug, access, env));
  return deleteAll(deletions, process.argv.includes("--dry-run"));
}

try {
  if (!(await sweep(process.env))) process.exitCode = 1;
} catch (error) {
  console.error(`Nothing was deleted.\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
