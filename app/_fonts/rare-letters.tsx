"use client";

import { useEffect } from "react";

/**
 * Loads Pretendard's own parts after hydration: the letters that are neither in the screens' texts nor common (scripts/fonts.ts). Earlier,
 * their stylesheet and files would delay the first messages; until then such letters have the device's font.
 */
export function RareLetters() {
  useEffect(() => {
    const sheets = [import("./more.css"), import("pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css")];
    Promise.all(sheets).catch(() => {
      // Offline, or a new build has replaced the file: the device's font stays.
    });
  }, []);
  return null;
}
