import { callApi } from "@/app/_ui/api/call-api";

/** Whether the browser has kept the session cookie of the last response. Also true if the server does not say: only status 401 means no. */
export async function isSignedIn(): Promise<boolean> {
  const answer = await callApi("/api/me");
  return answer.ok || answer.status !== 401;
}
