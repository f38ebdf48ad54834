/**
 * Follows docs/deploy.md from a clean clone, with this machine in place of the four services: the real build command
 * with wrangler and Next.js, then its rooms and web side on a local Postgres and Redis, then the browser tests on them.
 *
 *   npm run rehearse [-- <test files>]
 *
 * Rooms listen on port 80, since a deployment addresses them by host name only. If this user may not use port 80, the script
 * says so.
 */
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { startCloud } from "@/dev/cloud";
import { freePort } from "@/dev/process/free-port";
import { outerEnv, root } from "@/dev/root";
import { standInCloudflare } from "@/tests/deploy/stand-in-cloudflare";
import { cleanClone, must } from "./rehearsal/clone";
import { openControl } from "./rehearsal/control";
import { build, pasted, ROOMS_URL, rooms, screens } from "./rehearsal/deployment";
import { assertHealthy } from "./rehearsal/health";

/** These need sites with other variables. */
const OTHER_SITES = ["limited.test.ts", "signup-modes.test.ts"];
const BROWSER_TESTS = readdirSync(join(root, "tests/e2e"))
  .filter((file) => file.endsWith(".test.ts") && !OTHER_SITES.includes(file))
  .map((file) => `tests/e2e/${file}`);

const closing: (() => unknown)[] = [];
async function rehearse(tests: string[]): Promise<void> {
  console.log("A clean clone, and its packages");
  const clone = await cleanClone();
  closing.push(clone.remove);
  const cloud = await startCloud({ dataDir: join(clone.aside, "data"), rooms: false, next: false });
  closing.push(cloud.stop);
  const cloudflare = await standInCloudflare();
  closing.push(cloudflare.close);
  const web = `http://localhost:${await freePort()}`;
  const variables = pasted(cloud, web);
  const healthToken = randomUUID();
  console.log("The build");
  await build(clone, variables, cloudflare);
  console.log("What it has deployed");
  const hosted = {
    rooms: rooms(clone, cloudflare),
    screens: screens(clone, web, { ...variables, HEALTH_TOKEN: healthToken }),
  };
  for (const each of Object.values(hosted)) {
    closing.push(each.stop);
    await each.start();
  }
  await assertHealthy(web, healthToken);
  const control = await openControl({ rooms: hosted.rooms, postgres: cloud.postgres, redis: cloud.redis });
  closing.push(control.close);
  console.log("The browser tests, one file after another: they share one site");
  const env = { ...variables, NEXT_PUBLIC_PARTYKIT_HOST: new URL(ROOMS_URL).host };
  const site = JSON.stringify({ web, rooms: ROOMS_URL, control: control.url, env });
  await must(clone.folder, "npx", ["vitest", "run", "--no-file-parallelism", "--project", "screens", ...tests], {
    ...outerEnv(),
    TEST_SITE: site,
  });
  console.log("The clone was built as docs/deploy.md says, serves the chat, and passes the browser tests.");
}

async function tidyUp(): Promise<void> {
  for (let close = closing.pop(); close; close = closing.pop()) await close();
}

for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => void tidyUp().then(() => process.exit(130)));
const tests = process.argv.slice(2).filter((word) => word !== "--");
await rehearse(tests.length > 0 ? tests : BROWSER_TESTS)
  .catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  })
  .finally(tidyUp);
process.exit();
