import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { CloudError } from "@/dev/cloud-error";
import { startChild } from "@/dev/process/child";
import { outerEnv, root } from "@/dev/root";
import { ROOM_VARIABLES } from "@/lib/server/env";
import { BUNDLE_CONFIG, bundleConfig } from "./bundle-config";
import { wranglerConfig } from "./wrangler-config";

/** Files that wrangler writes beside the bundle. */
const EXTRA = /^README\.md$|\.js\.map$/;

/** wrangler must not prompt, report usage or use a login: it only makes the bundle. */
function wranglerEnv(home: string): NodeJS.ProcessEnv {
  const quiet = { WRANGLER_SEND_METRICS: "false", WRANGLER_SEND_ERROR_REPORTS: "false", WRANGLER_HIDE_BANNER: "true" };
  return { ...outerEnv(), ...quiet, XDG_CONFIG_HOME: home, NO_COLOR: "1" };
}

/**
 * Makes the Worker of wrangler.jsonc with wrangler, and a workerd configuration for it.
 * @param folder is emptied; it can be moved and shared afterwards
 * @throws CloudError with wrangler's last lines
 */
export async function bundleWorker(folder: string): Promise<void> {
  const wrangler = wranglerConfig();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const home = mkdtempSync(join(tmpdir(), "sarangbang-wrangler-"));
  const cli = join(root, "node_modules/wrangler/wrangler-dist/cli.js");
  const args = ["--no-warnings", cli, "deploy", "--dry-run", "--outdir", folder];
  try {
    const { ok, report } = await startChild({
      name: "wrangler",
      command: process.execPath,
      args,
      env: wranglerEnv(home),
      cwd: root,
    }).exited;
    if (!ok) throw new CloudError(report);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  const module = `${basename(wrangler.main, ".ts")}.js`;
  for (const file of readdirSync(folder)) {
    if (EXTRA.test(file)) rmSync(join(folder, file));
    else if (file !== module)
      throw new CloudError(`the rooms' bundle has ${file}, which bundle-config.ts does not load`);
  }
  writeFileSync(join(folder, BUNDLE_CONFIG), bundleConfig(module, ROOM_VARIABLES, wrangler));
}
