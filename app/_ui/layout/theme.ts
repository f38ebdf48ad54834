export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];
export const THEME_COOKIE = "theme";
/** The paper of each theme, for the browser's own bars. */
export const THEME_PAPER = { light: "#f6f1e6", dark: "#181512" } as const;

/** The theme a cookie names; anything else means that the device decides. */
export function themeFrom(cookie: string | undefined): Theme {
  return THEMES.find((theme) => theme === cookie) ?? "system";
}
