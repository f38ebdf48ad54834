import { webEnv } from "@/lib/server/env";

/**
 * Prints the reason and exits if the environment is incomplete or unsafe.
 * @throws Error on Vercel, instead of exiting: Vercel logs the error of each function that does not start.
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
