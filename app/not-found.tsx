import { getTranslations } from "next-intl/server";
import { ButtonLink } from "./_ui/button";
import { Notice } from "./_ui/notice";
import { TopBar } from "./_ui/top-bar";

export default async function NotFound() {
  const t = await getTranslations("errors");
  return (
    <div className="flex min-h-dvh flex-col">
      <TopBar />
      <main id="main" className="flex flex-1 flex-col justify-center">
        <Notice level={1} title={t("notFoundTitle")} body={t("notFoundBody")}>
          <ButtonLink href="/rooms">{t("rooms")}</ButtonLink>
          <ButtonLink href="/" look="secondary">
            {t("home")}
          </ButtonLink>
        </Notice>
      </main>
    </div>
  );
}
