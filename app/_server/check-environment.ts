import { webEnv } from "@/lib/server/env";

/**
 * Exits if the environment is incomplete or unsafe, and prints the reason.
 * @throws Error on Vercel instead, which logs it for each function that does not start.
 */
export function checkEnvironment(): void {
  try {
    webEnv();
  } catch (error) {
    if (process.env.VERCEL) throw error;
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}
