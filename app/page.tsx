import { DoorOpen, History, Zap } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { webEnv } from "@/lib/server/env";
import { currentUser } from "./_server/auth/session";
import { liveProps } from "./_server/live-props";
import { PageUserProvider } from "./_ui/auth/page/page-user-provider";
import { LiveBeside } from "./_ui/inbox/live-beside";
import { ButtonLink } from "./_ui/kit/button";
import { RoomPicture } from "./_ui/layout/room-picture";
import { TopBar } from "./_ui/layout/top-bar";

const POINTS = [
  ["live", Zap],
  ["kept", History],
  ["light", DoorOpen],
] as const;

export default async function HomePage() {
  // Also works while the database is unavailable: a signed-in user then sees the error on the rooms page.
  const [t, me] = await Promise.all([getTranslations("home"), currentUser().catch(() => undefined)]);
  const live = me && (await liveProps(me.user).catch(() => undefined));
  const mode = webEnv().SIGNUP_MODE;
  const page = (
    <div className="flex min-h-dvh flex-col">
      <TopBar username={me?.user.username} />
      <main id="main" className="mx-auto flex w-full max-w-5xl flex-1 flex-col justify-center gap-10 px-4 pt-4 pb-10">
        <div className="grid items-center gap-8 md:grid-cols-[1.1fr_1fr] md:gap-12">
          <div>
            {me && (
              <p className="mb-2 font-semibold wrap-anywhere text-accent">{t("welcome", { name: me.user.username })}</p>
            )}
            <h1 className="text-4xl leading-tight font-bold tracking-tight text-balance sm:text-5xl sm:leading-[1.15]">
              {t("title")}
            </h1>
            <p className="mt-4 max-w-md text-lg text-muted text-pretty">{t("lead")}</p>
            <div className="mt-7 flex flex-wrap gap-3">
              {me ? (
                <ButtonLink href="/rooms">{t("rooms")}</ButtonLink>
              ) : mode !== "open" ? (
                <>
                  <ButtonLink href="/enter">{t("enter")}</ButtonLink>
                  <p className="w-full text-sm text-muted">{t(mode === "invite" ? "byInvite" : "closed")}</p>
                </>
              ) : (
                <>
                  <ButtonLink href="/signup">{t("signup")}</ButtonLink>
                  <ButtonLink href="/enter" look="secondary">
                    {t("enter")}
                  </ButtonLink>
                </>
              )}
            </div>
          </div>
          <RoomPicture label={t("picture")} lines={[t("sample.first"), t("sample.second"), t("sample.third")]} />
        </div>
        <ul className="grid gap-x-8 gap-y-5 border-t border-line pt-8 sm:grid-cols-3">
          {POINTS.map(([point, Icon]) => (
            <li key={point} className="flex gap-3">
              <Icon className="mt-0.5 size-5 shrink-0 text-accent" aria-hidden="true" />
              <div>
                <h2 className="font-bold">{t(`points.${point}.title`)}</h2>
                <p className="mt-0.5 text-sm text-muted text-pretty">{t(`points.${point}.body`)}</p>
              </div>
            </li>
          ))}
        </ul>
      </main>
      <footer className="px-4 pb-[max(1.5rem,env(safe-area-inset-bottom))] text-center text-sm text-muted">
        {t("source")}
      </footer>
    </div>
  );
  return (
    <PageUserProvider user={me?.user}>
      {page}
      {live && <LiveBeside {...live} />}
    </PageUserProvider>
  );
}
