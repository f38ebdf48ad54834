"use server";

import { cookies } from "next/headers";
import { isLocale, LOCALE_COOKIE } from "@/app/_i18n/locale";
import { DENSITY_COOKIE, densityFrom } from "./density";
import { THEME_COOKIE, themeFrom } from "./theme";

const ONE_YEAR_S = 365 * 24 * 60 * 60;
const lasting = { maxAge: ONE_YEAR_S, path: "/", sameSite: "lax", httpOnly: true } as const;

/** Stores the language. Ignores an unsupported one. */
export async function chooseLocale(locale: string): Promise<void> {
  if (isLocale(locale)) (await cookies()).set(LOCALE_COOKIE, locale, lasting);
}

/** Stores the theme. `system` removes the stored one. */
export async function chooseTheme(choice: string): Promise<void> {
  const theme = themeFrom(choice);
  const jar = await cookies();
  if (theme === "system") jar.delete(THEME_COOKIE);
  else jar.set(THEME_COOKIE, theme, lasting);
}

/** Stores how much space messages take. */
export async function chooseDensity(choice: string): Promise<void> {
  (await cookies()).set(DENSITY_COOKIE, densityFrom(choice), lasting);
}
