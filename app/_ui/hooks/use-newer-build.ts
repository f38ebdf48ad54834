import { unstable_isUnrecognizedActionError as isUnknownAction } from "next/navigation";
import { useEffect } from "react";

const KEY = "reloaded-at";
/** A page that fails again within this time after a reload is not reloaded again, since the reload has not helped. */
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

/** False also if the browser forbids storage: the error screen with its button to retry then stays. */
function isFirstReload(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    sessionStorage.setItem(KEY, String(Date.now()));
    return Date.now() - last > AGAIN_AFTER_MS;
  } catch {
    return false;
  }
}
