import { after } from "next/server";
import { webEnv } from "@/lib/server/env";

/** Keeps the function alive until the work has ended: on Vercel, it could otherwise be stopped after the answer. Never throws. */
export function inBackground(work: Promise<unknown>): void {
  if (!webEnv().VERCEL) return;
  try {
    after(work);
  } catch {
    // `after` throws outside of a request; the work then ends with the function.
  }
}
