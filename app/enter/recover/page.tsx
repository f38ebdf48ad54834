import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageMessages } from "@/app/_i18n/page-messages";
import { currentUser } from "@/app/_server/auth/session";
import { EntryCard } from "@/app/_ui/auth/entry-card";
import { PageUserProvider } from "@/app/_ui/auth/page/page-user-provider";
import { RecoverForm } from "@/app/_ui/auth/recovery/recover-form";
import { entryPath, nextPath } from "@/app/_ui/hooks/next-path";
import { TopBar } from "@/app/_ui/layout/top-bar";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("recovery");
  return { title: t("pageTitle") };
}

export default async function RecoverPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const next = nextPath((await searchParams).next);
  if (await currentUser().catch(() => undefined)) redirect(next);
  const t = await getTranslations("recovery");
  return (
    <PageMessages page="entry">
      <PageUserProvider>
        <div className="flex min-h-dvh flex-col">
          <TopBar />
          <EntryCard
            title={t("pageTitle")}
            lead={t("pageLead")}
            other={{ text: t("other"), link: t("otherLink"), href: entryPath("/enter", next) }}
          >
            <RecoverForm next={next} />
          </EntryCard>
        </div>
      </PageUserProvider>
    </PageMessages>
  );
}
