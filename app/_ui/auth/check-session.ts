import { callApi } from "../call-api";
import { noteSession, pageSession, pageUser } from "./page-user";

const CHANNEL = "sarangbang-user";
/** A page that one returns to often asks at most this often, as long as all was well. */
const CHECK_EVERY_MS = 60_000;
/** A page that has ended asks sooner: its user may be back. */
const CHECK_ENDED_EVERY_MS = 2_000;

let checkedAt = 0;

/** Asks who is signed in now. @returns whether it is still this page's user; undefined where nobody could say. */
export async function checkSession(): Promise<boolean | undefined> {
  checkedAt = Date.now();
  // An answer that says otherwise is noted by callApi, whichever call it is for.
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
 * Tells the other tabs whose page this is, and checks who is signed in when another tab says otherwise, and on return to the
 * page. Only a head start: every call and every connection finds out by itself.
 * @returns what ends it
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
