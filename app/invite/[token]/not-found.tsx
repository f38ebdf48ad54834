import { getTranslations } from "next-intl/server";
import { currentUser } from "@/app/_server/auth/session";
import { liveProps } from "@/app/_server/live-props";
import { PageUserProvider } from "@/app/_ui/auth/page/page-user-provider";
import { LiveBeside } from "@/app/_ui/inbox/live-beside";
import { ButtonLink } from "@/app/_ui/kit/button";
import { Notice } from "@/app/_ui/kit/notice";
import { TopBar } from "@/app/_ui/layout/top-bar";

/** The page of an invalid invite link: expired, revoked, used up or unknown. The text does not reveal which. */
export default async function NoInvite() {
  const [t, words, me] = await Promise.all([
    getTranslations("invite.join.gone"),
    getTranslations("errors"),
    currentUser().catch(() => undefined),
  ]);
  const live = me && (await liveProps(me.user).catch(() => undefined));
  return (
    <PageUserProvider user={me?.user}>
      <div className="flex min-h-dvh flex-col">
        <TopBar username={me?.user.username} />
        <main id="main" className="flex flex-1 flex-col justify-center">
          <Notice level={1} title={t("title")} body={t("body")}>
            <ButtonLink href={me ? "/rooms" : "/"}>{words(me ? "rooms" : "home")}</ButtonLink>
          </Notice>
        </main>
      </div>
      {live && <LiveBeside {...live} />}
    </PageUserProvider>
  );
}
