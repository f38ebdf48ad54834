"use client";

import type { ReactNode } from "react";
import { SWRConfig } from "swr";

const CONFIG = { provider: () => new Map() };

/** The cache of one screen's queries, dropped with the screen: data of an earlier visit would hide a newer rendering by the server. */
export function QueryCache({ children }: { children: ReactNode }) {
  return <SWRConfig value={CONFIG}>{children}</SWRConfig>;
}
