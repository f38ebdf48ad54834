import { unstable_isUnrecognizedActionError as isUnknownAction } from "next/navigation";
import { useEffect } from "react";

const KEY = "reloaded-at";
/** If it fails again within this time, the reload has not helped, so it is not repeated. */
const AGAIN_AFTER_MS = 60_000;

/**
 * A page from before a deployment may request code that no longer exists; a reload gets the current code.
 * @param error the error that an error screen has received.
 */
export function useNewerBuild(error: unknown): void {
  useEffect(() => {
    if (isOfOlderBuild(error) && isFirstReload()) window.location.reload();
  }, [error]);
}

function isOfOlderBuild(error: unknown): boolean {
  return error instanceof Error && (error.name === "ChunkLoadError" || isUnknownAction(error));
}

/** Browsers that forbid storage show the error screen instead, which has a button. */
function isFirstReload(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    sessionStorage.setItem(KEY, String(Date.now()));
    return Date.now() - last > AGAIN_AFTER_MS;
  } catch {
    return false;
  }
}
