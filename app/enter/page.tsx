import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageMessages } from "@/app/_i18n/page-messages";
import { currentUser } from "@/app/_server/auth/session";
import { signUpOffer } from "@/app/_server/auth/sign-up-mode";
import { EnterForm } from "@/app/_ui/auth/enter-form";
import { EntryCard } from "@/app/_ui/auth/entry-card";
import { PageUserProvider } from "@/app/_ui/auth/page/page-user-provider";
import { PasskeyEnter } from "@/app/_ui/auth/passkey-enter";
import { entryPath, nextPath } from "@/app/_ui/hooks/next-path";
import { TopBar } from "@/app/_ui/layout/top-bar";

interface Props {
  searchParams: Promise<{ next?: string | string[]; username?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("entry.enter");
  return { title: t("title") };
}

export default async function EnterPage({ searchParams }: Props) {
  const query = await searchParams;
  const next = nextPath(query.next);
  if (await currentUser().catch(() => undefined)) redirect(next);
  const [t, offer] = await Promise.all([getTranslations("entry.enter"), signUpOffer(next)]);
  const maySignUp = offer.kind === "open" || offer.kind === "invited";
  const username = typeof query.username === "string" ? query.username : "";
  return (
    <PageMessages page="entry">
      <PageUserProvider>
        <div className="flex min-h-dvh flex-col">
          <TopBar />
          <EntryCard
            title={t("title")}
            lead={t("lead")}
            other={maySignUp ? { text: t("other"), link: t("otherLink"), href: entryPath("/signup", next) } : undefined}
          >
            <PasskeyEnter next={next} />
            <EnterForm next={next} username={username} maySignUp={maySignUp} />
          </EntryCard>
        </div>
      </PageUserProvider>
    </PageMessages>
  );
}
