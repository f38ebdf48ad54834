import { callApi } from "@/app/_ui/api/call-api";
import { noteSession, pageSession, pageUser } from "./page-user";

const CHANNEL = "sarangbang-user";
/** The shortest time between two checks on return to the page, while its user is signed in. */
const CHECK_EVERY_MS = 60_000;
/** While nobody or another user is signed in, the page checks more often, since its own user may have signed in again. */
const CHECK_ENDED_EVERY_MS = 2_000;

let checkedAt = 0;

/** Asks who is signed in. @returns true: this page's user; false: nobody or another user, as far as this page knows; undefined: unknown. */
export async function checkSession(): Promise<boolean | undefined> {
  checkedAt = Date.now();
  // Only success is recorded here, since `callApi` records the other outcomes.
  const answer = await callApi("/api/me");
  if (answer.ok) noteSession("current");
  return answer.ok || (pageSession() === "current" ? undefined : false);
}

function checkOnReturn(): void {
  if (document.visibilityState === "hidden") return;
  const every = pageSession() === "current" ? CHECK_EVERY_MS : CHECK_ENDED_EVERY_MS;
  if (Date.now() - checkedAt >= every) void checkSession();
}

/**
 * Tells other tabs which user this page belongs to. Checks who is signed in when another tab reports another user, and on return to
 * the page. The checks only find a change sooner: the server checks the user of every call and every connection.
 * @returns a function that stops the checks
 */
export function watchSession(): () => void {
  checkedAt = Date.now();
  const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(CHANNEL);
  channel?.postMessage(pageUser() ?? null);
  if (pageUser() === undefined) return () => channel?.close();
  channel?.addEventListener("message", ({ data }) => {
    if (data !== pageUser() || pageSession() !== "current") void checkSession();
  });
  document.addEventListener("visibilitychange", checkOnReturn);
  window.addEventListener("focus", checkOnReturn);
  window.addEventListener("pageshow", checkOnReturn);
  return () => {
    channel?.close();
    document.removeEventListener("visibilitychange", checkOnReturn);
    window.removeEventListener("focus", checkOnReturn);
    window.removeEventListener("pageshow", checkOnReturn);
  };
}
