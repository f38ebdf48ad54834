/**
 * Builds the web side with marked secrets and fails if a mark, or a secret's name, is in any file that browsers load, or if a page
 * loads more scripts at first than its budget. Part of `npm run check`.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pageSizes } from "./page-sizes";
import { BUILD_SECRETS, SECRETS } from "./secrets";

const DIST = ".next-test";
const DEPLOYED = "deployed-env";
const MARK = "secret-that-must-not-ship";

const ALL = [...SECRETS, ...BUILD_SECRETS];
const marked: Record<string, string> = {
  ...Object.fromEntries(ALL.map((name) => [name, `${MARK}-${name.toLowerCase()}-0123456789abcdef`])),
  DATABASE_URL: `postgresql://u:${MARK}@localhost/d`,
  UPSTASH_REDIS_REST_URL: `https://${MARK}.example`,
  NEXT_PUBLIC_PARTYKIT_HOST: "rooms.example",
  // A preview's build inlines these values in the server's code; they must not reach the browsers' files.
  DEPLOYED_ENV: JSON.stringify({ TICKET_SECRET: `${MARK}-${DEPLOYED}-0123456789abcdef` }),
};

const env = { ...process.env, ...marked, NEXT_DIST_DIR: DIST, NEXT_TELEMETRY_DISABLED: "1" };
execFileSync(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
  env,
  stdio: ["ignore", "ignore", "inherit"],
});

const folder = join(DIST, "static");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.(js|css|json|map)$/.test(name),
);
if (!files.some((name) => name.endsWith(".js")))
  throw new Error(`${folder} has no scripts; adapt the folder that this check searches`);

const found = files.flatMap((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  return [MARK, ...ALL].filter((word) => text.includes(word)).map((word) => `${name}: ${word}`);
});
if (found.length > 0) {
  console.error(`Secrets in the client bundle:\n${found.join("\n")}`);
  process.exit(1);
}
const server = readdirSync(join(DIST, "server"), { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".js"),
);
if (!server.some((name) => readFileSync(join(DIST, "server", name), "utf8").includes(`${MARK}-${DEPLOYED}`)))
  throw new Error("the server's code does not contain DEPLOYED_ENV: a preview would run with the wrong variables");
console.log(`No secret in the client bundle (${files.length} files).`);

const { lines, tooLarge } = pageSizes(DIST);
console.log(`First-load JavaScript, gzip:\n${lines.join("\n")}`);
if (tooLarge.length > 0) {
  console.error(`Too much JavaScript in the first load (docs/decisions/0019-first-load.md):\n${tooLarge.join("\n")}`);
  process.exit(1);
}
