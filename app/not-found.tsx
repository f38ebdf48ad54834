import { getTranslations } from "next-intl/server";
import { currentUser } from "./_server/auth/session";
import { liveProps } from "./_server/live-props";
import { PageUserProvider } from "./_ui/auth/page/page-user-provider";
import { LiveBeside } from "./_ui/inbox/live-beside";
import { ButtonLink } from "./_ui/kit/button";
import { Notice } from "./_ui/kit/notice";
import { TopBar } from "./_ui/layout/top-bar";

export default async function NotFound() {
  const [t, me] = await Promise.all([getTranslations("errors"), currentUser().catch(() => undefined)]);
  const live = me && (await liveProps(me.user).catch(() => undefined));
  return (
    <PageUserProvider user={me?.user}>
      <div className="flex min-h-dvh flex-col">
        <TopBar username={me?.user.username} />
        <main id="main" className="flex flex-1 flex-col justify-center">
          <Notice level={1} title={t("notFoundTitle")} body={t("notFoundBody")}>
            <ButtonLink href="/rooms">{t("rooms")}</ButtonLink>
            <ButtonLink href="/" look="secondary">
              {t("home")}
            </ButtonLink>
          </Notice>
        </main>
      </div>
      {live && <LiveBeside {...live} />}
    </PageUserProvider>
  );
}
