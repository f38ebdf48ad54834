import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cloud, startCloud } from "../../dev/cloud";
import { testBackends } from "../harness/servers";

export type TestCloud = Cloud;

/** A local cloud without rooms and screens, with these variables, empty and gone afterwards; the handlers of this process find it. */
export async function startTestCloud(env: Record<string, string> = {}): Promise<TestCloud> {
  const dataDir = mkdtempSync(join(tmpdir(), "sarangbang-api-"));
  const backends = await testBackends();
  const cloud = await startCloud({ dataDir, env, partykit: false, next: false, ...backends.options });
  Object.assign(process.env, cloud.env);
  const stop = async () => {
    await cloud.stop();
    await backends.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...cloud, stop };
}
