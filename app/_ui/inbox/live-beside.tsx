"use client";

import { LazyPart, useLazyPart } from "@/app/_ui/lazy/lazy-part";
import type { LiveProps } from "./live";

const live = new LazyPart<LiveProps>(() => import("./live").then((code) => code.Live));

/** `Live` for a page that shows none of its data and so need not wait for its code. */
export function LiveBeside(props: Omit<LiveProps, "openRoom" | "children">) {
  const { Component } = useLazyPart(live, true);
  return Component && <Component {...props} />;
}
