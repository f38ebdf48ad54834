import { useTranslations } from "next-intl";
import { type ReactNode, useTransition } from "react";
import { Button } from "./button";
import { Notice } from "./notice";

/** Shown instead of a page that failed to render. */
export function RetryNotice({ retry, children }: { retry: () => void; children: ReactNode }) {
  const t = useTranslations("errors");
  const [busy, start] = useTransition();
  return (
    <div role="alert">
      <Notice level={1} title={t("title")} body={t("body")}>
        <Button busy={busy} onClick={() => start(retry)}>
          {t("retry")}
        </Button>
        {children}
      </Notice>
    </div>
  );
}
