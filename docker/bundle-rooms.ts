/** Runs while the services' image is built: makes the rooms' Worker, so that the image itself needs no wrangler. */
import { join } from "node:path";
import { bundleWorker } from "@/dev/rooms/bundle-worker";
import { root } from "@/dev/root";
import { BUNDLE } from "./bundle-folder";

await bundleWorker(join(root, BUNDLE));
