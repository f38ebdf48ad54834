import { callApi } from "@/app/_ui/api/call-api";

/** Whether the browser kept the session cookie of the last response. True if the server cannot tell. */
export async function isSignedIn(): Promise<boolean> {
  const answer = await callApi("/api/me");
  return answer.ok || answer.status !== 401;
}
