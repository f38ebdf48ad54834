/** Next.js calls this once as a server starts. With an incomplete or unsafe environment the server does not start. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { checkEnvironment } = await import("./app/_server/check-environment");
  checkEnvironment();
  // A process of our own retries commands that an earlier process left (D8). On Vercel there is no such process.
  if (process.env.VERCEL) return;
  const { retryCalls } = await import("./app/_server/rooms/deliver");
  retryCalls();
}
