import { callApi } from "@/app/_ui/api/call-api";

/** Whether the browser kept the session cookie of a response. Unknown counts as yes. */
export async function isSignedIn(): Promise<boolean> {
  const answer = await callApi("/api/me");
  return answer.ok || answer.status !== 401;
}
