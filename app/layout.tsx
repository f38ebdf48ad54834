import "./_fonts/fonts.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { RareLetters } from "./_fonts/rare-letters";
import { PageMessages } from "./_i18n/page-messages";
import { DENSITY_COOKIE, densityFrom } from "./_ui/layout/density";
import { THEME_COOKIE, THEME_PAPER, themeFrom } from "./_ui/layout/theme";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("app");
  return {
    title: { default: t("name"), template: `%s · ${t("name")}` },
    description: t("description"),
    applicationName: t("name"),
    // Shared links: Next.js takes the title and the description from each page.
    openGraph: { type: "website", siteName: t("name") },
    // Numbers in room names and usernames are not telephone numbers.
    formatDetection: { telephone: false },
  };
}

export async function generateViewport(): Promise<Viewport> {
  const theme = themeFrom((await cookies()).get(THEME_COOKIE)?.value);
  const byDevice = (["light", "dark"] as const).map((scheme) => ({
    media: `(prefers-color-scheme: ${scheme})`,
    color: THEME_PAPER[scheme],
  }));
  return {
    width: "device-width",
    initialScale: 1,
    viewportFit: "cover",
    interactiveWidget: "resizes-content",
    themeColor: theme === "system" ? byDevice : THEME_PAPER[theme],
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, t, jar] = await Promise.all([getLocale(), getTranslations("app"), cookies()]);
  const theme = themeFrom(jar.get(THEME_COOKIE)?.value);
  return (
    <html lang={locale} data-theme={theme} data-density={densityFrom(jar.get(DENSITY_COOKIE)?.value)}>
      <body className="antialiased">
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-raised focus:px-4 focus:py-2"
        >
          {t("skip")}
        </a>
        <PageMessages>{children}</PageMessages>
        <RareLetters />
      </body>
    </html>
  );
}
