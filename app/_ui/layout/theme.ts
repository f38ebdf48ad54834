export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];
export const THEME_COOKIE = "theme";
/** The background colour of each theme, for the browser's own bars. */
export const THEME_PAPER = { light: "#f6f1e6", dark: "#181512" } as const;

/** The theme in a cookie; for any other value, the device decides. */
export function themeFrom(cookie: string | undefined): Theme {
  return THEMES.find((theme) => theme === cookie) ?? "system";
}
