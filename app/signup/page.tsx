import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { currentUser } from "../_server/session";
import { PageOf } from "../_ui/auth/page-of";
import { EntryCard } from "../_ui/entry/entry-card";
import { SignupForm } from "../_ui/entry/signup-form";
import { entryPath, nextPath } from "../_ui/next-path";
import { TopBar } from "../_ui/top-bar";

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
  const t = await getTranslations("entry.signup");
  const username = typeof query.username === "string" ? query.username : "";
  return (
    <PageOf>
      <div className="flex min-h-dvh flex-col">
        <TopBar />
        <EntryCard
          title={t("title")}
          lead={t("lead")}
          other={{ text: t("other"), link: t("otherLink"), href: entryPath("/enter", next) }}
        >
          <SignupForm next={next} username={username} />
        </EntryCard>
      </div>
    </PageOf>
  );
}
