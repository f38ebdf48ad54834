"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useNewerBuild } from "./_ui/hooks/use-newer-build";
import { ButtonLink } from "./_ui/kit/button";
import { RetryNotice } from "./_ui/kit/retry-notice";
import { Logo } from "./_ui/layout/logo";

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  useNewerBuild(error);
  const t = useTranslations("errors");
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto w-full max-w-5xl px-4 py-2 sm:py-3">
        <Link href="/" prefetch={false} className="inline-flex min-h-11 items-center rounded-lg">
          <Logo />
        </Link>
      </header>
      <main id="main" className="flex flex-1 flex-col justify-center">
        <RetryNotice retry={retry}>
          <ButtonLink href="/" look="secondary">
            {t("home")}
          </ButtonLink>
        </RetryNotice>
      </main>
    </div>
  );
}
