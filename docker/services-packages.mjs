/**
 * Runs while the services' image is built: keeps only the needed packages in package.json, so that `npm prune` removes
 * the rest.
 */
import { readFileSync, writeFileSync } from "node:fs";

const NEEDED = [
  ["@neondatabase/serverless", "drizzle-orm", "es-hangul", "uuid", "zod"],
  ["workerd", "tsx"],
  ["ioredis", "pg"],
].flat();

const project = JSON.parse(readFileSync("package.json", "utf8"));
const all = { ...project.dependencies, ...project.devDependencies };
const missing = NEEDED.filter((name) => !all[name]);
if (missing.length > 0) throw new Error(`not in package.json: ${missing.join(", ")}`);
project.dependencies = Object.fromEntries(NEEDED.map((name) => [name, all[name]]));
delete project.devDependencies;
writeFileSync("package.json", JSON.stringify(project));
