/** The whole product for browser tests: production build, real rooms, Chromium. */
import { sql } from "drizzle-orm";
import type { Browser } from "playwright-core";
import { openDatabase } from "@/db/client";
import { type Cloud, startCloud } from "@/dev/cloud";
import { webEnv } from "@/lib/server/env";
import { roomsOptions } from "@/tests/harness/live/rooms-host";
import { testBackends } from "@/tests/harness/servers/servers";
import { shared, temporaryFolder } from "@/tests/harness/servers/shared";
import { launchBrowser } from "./browser";
import { built } from "./build-once";
import { givenCloud } from "./given-site";

export interface Site {
  cloud: Cloud;
  browser: Browser;
}

/** The worker's site, with all data removed. */
export async function openSite(): Promise<Site> {
  const site = await sharedSite();
  await Promise.all(site.browser.contexts().map((context) => context.close()));
  await openDatabase(webEnv()).execute(sql`truncate users, rooms cascade`);
  await site.cloud.redis.flush();
  return site;
}

const sharedSite = shared(async () => {
  const site = await startSite({});
  Object.assign(process.env, site.cloud.env);
  return site;
});

/** Starts a site with these variables; it ends with the worker. Its limits are out of reach, unless `env` sets them. */
export async function startSite(env: Record<string, string>): Promise<Site> {
  const given = process.env.TEST_SITE;
  if (given) return { cloud: givenCloud(given, { LIMIT_SCALE: "1000", ...env }), browser: await launchBrowser() };
  await built();
  const options = { ...(await testBackends()).options, ...(await roomsOptions()) };
  const dataDir = temporaryFolder("sarangbang-e2e-");
  const cloud = await startCloud({ ...options, dataDir, next: "prebuilt", env: { LIMIT_SCALE: "1000", ...env } });
  return { cloud, browser: await launchBrowser() };
}
