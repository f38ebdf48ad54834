/** The whole product for one file of browser tests: production build, real rooms, Chromium. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type Cloud, startCloud } from "../../dev/cloud";
import { testBackends } from "../harness/servers";
import { launchBrowser } from "./browser";
import { buildOnce } from "./build-once";

export interface Site {
  cloud: Cloud;
  browser: Browser;
  stop(): Promise<void>;
}

/** Limits are too far away to be met, unless `env` says otherwise. */
export async function openSite(env: Record<string, string> = {}): Promise<Site> {
  await buildOnce();
  const backends = await testBackends();
  const dataDir = mkdtempSync(join(tmpdir(), "sarangbang-e2e-"));
  const cloud = await startCloud({
    ...backends.options,
    dataDir,
    next: "prebuilt",
    env: { LIMIT_SCALE: "1000", ...env },
  });
  const browser = await launchBrowser();
  const stop = async () => {
    await browser.close();
    await cloud.stop();
    await backends.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { cloud, browser, stop };
}
