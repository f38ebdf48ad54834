import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageMessages } from "@/app/_i18n/page-messages";
import { currentUser } from "@/app/_server/auth/session";
import { signUpOffer } from "@/app/_server/auth/sign-up-mode";
import { EntryCard } from "@/app/_ui/auth/entry-card";
import { PageUserProvider } from "@/app/_ui/auth/page/page-user-provider";
import { SignupForm } from "@/app/_ui/auth/signup-form";
import { entryPath, nextPath } from "@/app/_ui/hooks/next-path";
import { TopBar } from "@/app/_ui/layout/top-bar";

interface Props {
  searchParams: Promise<{ next?: string | string[]; username?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("entry.signup");
  return { title: t("title") };
}

export default async function SignupPage({ searchParams }: Props) {
  const query = await searchParams;
  const next = nextPath(query.next);
  if (await currentUser().catch(() => undefined)) redirect(next);
  const [t, offer] = await Promise.all([getTranslations("entry.signup"), signUpOffer(next)]);
  const username = typeof query.username === "string" ? query.username : "";
  const isRefused = offer.kind === "signup_closed" || offer.kind === "invite_required";
  return (
    <PageMessages page="entry">
      <PageUserProvider>
        <div className="flex min-h-dvh flex-col">
          <TopBar />
          <EntryCard
            title={t(isRefused ? `${offer.kind}.title` : "title")}
            lead={
              isRefused
                ? t(`${offer.kind}.lead`)
                : "room" in offer
                  ? t("invited", { room: `${offer.room}` })
                  : t("lead")
            }
            other={{ text: t("other"), link: t("otherLink"), href: entryPath("/enter", next) }}
          >
            {!isRefused && (
              <SignupForm
                next={next}
                username={username}
                inviteToken={offer.kind === "invited" ? offer.token : undefined}
              />
            )}
          </EntryCard>
        </div>
      </PageUserProvider>
    </PageMessages>
  );
}
