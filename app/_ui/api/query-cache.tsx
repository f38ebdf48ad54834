"use client";

import type { ReactNode } from "react";
import { SWRConfig } from "swr";

const CONFIG = { provider: () => new Map() };

/** The queries of one screen and their data, for as long as it is mounted. Data of an earlier visit would hide what the server rendered since. */
export function QueryCache({ children }: { children: ReactNode }) {
  return <SWRConfig value={CONFIG}>{children}</SWRConfig>;
}
