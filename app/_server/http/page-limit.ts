import { headers } from "next/headers";
import { addressOf } from "./client-address";
import { type LimitName, takeToken } from "./rate-limits";
import { Problem } from "./respond";

/** Counts a page view for the visitor's address. Returns the seconds to wait if the limit is used up. */
export async function pageWaitS(limit: LimitName, path: string): Promise<number | undefined> {
  try {
    await takeToken(limit, "address", addressOf(await headers()), { path });
    return undefined;
  } catch (error) {
    if (error instanceof Problem && error.code === "rate_limited") return error.retryAfterS;
    throw error;
  }
}
