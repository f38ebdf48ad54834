/** Next.js calls this once as a server starts. With an incomplete or unsafe environment the server does not start. */
export async function register(): Promise<void> {
  // The condition is inlined at build time, so the edge bundle does not contain the import.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { checkEnvironment } = await import("./app/_server/check-environment");
    checkEnvironment();
  }
}
