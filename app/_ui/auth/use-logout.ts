import { useState } from "react";
import { forgetWritten, hasWritten } from "../../../lib/client/written";
import { callApi } from "../call-api";
import { stopAskingBeforeClosing } from "../hooks/use-ask-before-closing";
import { pageUser } from "./page-user";

/**
 * Logs out. What the user has written on this device and not sent is removed from it: the next person at the device could read it.
 * If there is anything, `asks` is set first. A session that merely ends keeps it for its author.
 */
export function useLogout() {
  const [asks, setAsks] = useState(false);
  const [failed, setFailed] = useState(false);

  async function leave() {
    setFailed(false);
    const userId = pageUser();
    const answer = await callApi("/api/logout", { method: "POST" });
    if (!answer.ok && answer.code !== "unauthenticated") return setFailed(true);
    if (userId !== undefined) await forgetWritten(userId);
    stopAskingBeforeClosing();
    // A whole load, so that nothing a signed-in page held stays in memory.
    window.location.assign("/");
  }

  async function logout() {
    const userId = pageUser();
    if (userId !== undefined && (await hasWritten(userId))) return setAsks(true);
    await leave();
  }

  function stay() {
    setAsks(false);
    setFailed(false);
  }

  return { logout, leave, stay, asks, failed };
}
