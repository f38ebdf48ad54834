import { unstable_isUnrecognizedActionError as isUnknownAction } from "next/navigation";
import { useEffect } from "react";

const KEY = "reloaded-at";
/** Sooner, a reload has not helped, and another would not either. In ms. */
const AGAIN_AFTER_MS = 60_000;

/**
 * A page that was opened before a deployment asks for code that is gone: a reload gets what is there now.
 * @param error what an error screen was given.
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
