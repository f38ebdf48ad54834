/**
 * Deletes the resources of a branch's preview: rooms, Neon branch, Redis keys. `BRANCH=… OWNER=… npm run preview:delete
 * [-- --dry-run]`.
 */
import { deleteAll, deletionsOf, neonOf, refuseProductionsAccounts } from "./previews";
import { slugOf } from "./slug";
import { readVariables } from "./variables";

function plan() {
  try {
    // GitHub's runners set GITHUB_REPOSITORY_OWNER.
    const env = { ...process.env, OWNER: process.env.OWNER || process.env.GITHUB_REPOSITORY_OWNER };
    const { values, host } = readVariables("cleanup", env);
    refuseProductionsAccounts(host, values, values.UPSTASH_REDIS_REST_URL);
    const slug = slugOf({ branch: values.BRANCH, owner: values.OWNER });
    return deletionsOf(slug, { redis: values, host, neon: neonOf(values, env) }, env);
  } catch (error) {
    console.error(`Nothing was deleted.\n${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

if (!(await deleteAll(plan(), process.argv.includes("--dry-run")))) process.exitCode = 1;
