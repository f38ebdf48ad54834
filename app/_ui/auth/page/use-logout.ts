import { useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { stopAskingBeforeClosing } from "@/app/_ui/hooks/use-ask-before-closing";
import { deleteWriting, hasUnsavedWriting } from "@/lib/client/outbox/writing";
import { pageUser } from "./page-user";

/**
 * Logs out and removes the user's drafts and unsent messages from the device, since the next person at the device could read them.
 * Asks first (`asks`) if there are any. If a session ends in another way, the device keeps them for their author.
 */
export function useLogout() {
  const [asks, setAsks] = useState(false);
  const [failed, setFailed] = useState(false);

  async function leave() {
    setFailed(false);
    const userId = pageUser();
    const answer = await callApi("/api/logout", { method: "POST" });
    if (!answer.ok && answer.code !== "unauthenticated") return setFailed(true);
    if (userId !== undefined) await deleteWriting(userId);
    stopAskingBeforeClosing();
    // A full page load, so that no data of the signed-in page stays in memory.
    window.location.assign("/");
  }

  async function logout() {
    const userId = pageUser();
    if (userId !== undefined && (await hasUnsavedWriting(userId))) return setAsks(true);
    await leave();
  }

  function stay() {
    setAsks(false);
    setFailed(false);
  }

  return { logout, leave, stay, asks, failed };
}
