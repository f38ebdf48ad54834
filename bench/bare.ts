import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@/dev/process/free-port";
import { BUNDLE_CONFIG, bundleConfig } from "@/dev/rooms/bundle-config";
import { workerRooms } from "@/dev/rooms/worker-rooms";
import { wranglerConfig } from "@/dev/rooms/wrangler-config";

const MODULE = "worker.mjs";

/** A bare broadcast on the rooms' workerd. */
export async function startBare(dataDir: string): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const folder = join(dataDir, "bare");
  mkdirSync(folder);
  copyFileSync(join(import.meta.dirname, "bare", MODULE), join(folder, MODULE));
  const objects = { bindings: [{ name: "Main", class_name: "Bare" }] };
  const config = bundleConfig(MODULE, [], { ...wranglerConfig(), durable_objects: objects });
  writeFileSync(join(folder, BUNDLE_CONFIG), config);
  const bare = workerRooms(folder, { port, storage: join(dataDir, "bare-storage"), variables: {} });
  await bare.start();
  return { port, stop: () => bare.stop() };
}
