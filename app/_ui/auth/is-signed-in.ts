import { callApi } from "@/app/_ui/api/call-api";

/** Whether the browser has kept the session cookie of the last response. True if the call fails in another way than with 401. */
export async function isSignedIn(): Promise<boolean> {
  const answer = await callApi("/api/me");
  return answer.ok || answer.status !== 401;
}
