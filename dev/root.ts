import { fileURLToPath } from "node:url";

/** The project's folder, with a slash at its end. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** The caller's environment without the test runner's variables: Next.js cannot build with NODE_ENV=test. */
export function outerEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|VITEST.*)$/.test(name)),
  ) as NodeJS.ProcessEnv;
}
