/** Tests the previous release on this one's schema, a combination that occurs during a deployment. */
import { git, MIGRATIONS, runSuites, withReleases } from "./release";

/** The suites that query the database: the API's handlers, and rooms. */
const SUITES = ["tests/api", "tests/integration"];

/** Migrations that were added since, and those that were edited although some database may have them. */
async function migrationsSince(before: string): Promise<{ added: string[]; touched: string[] }> {
  const lines = (await git("diff", "--name-status", "--no-renames", before, "--", `${MIGRATIONS}/*.sql`)).split("\n");
  const files = lines.filter(Boolean).map((line) => line.split("\t") as [string, string]);
  const added = files.filter(([how]) => how === "A").map(([, file]) => file);
  const touched = files.filter(([how]) => how !== "A").map(([, file]) => file);
  return { added, touched };
}

/** @returns the problem, if any */
export async function schemaProblem(before: string): Promise<string | undefined> {
  const { added, touched } = await migrationsSince(before);
  if (touched.length > 0)
    return `Migrations go forward only: ${touched.join(", ")} may have been applied. Add another that mends it.`;
  if (added.length === 0) return void console.log(`No migration since ${before}.`);
  console.log(`The release of ${before} on ${added.join(", ")}:`);
  if (await withReleases([before], ([folder]) => runSuites(folder as string, SUITES))) return;
  return "The release before does not work on this schema. Expand first, contract with the next release: docs/deploy.md.";
}
