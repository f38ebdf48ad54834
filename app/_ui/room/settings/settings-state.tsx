"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { Button } from "@/app/_ui/kit/button";

/** In place of a list that is being loaded or has failed to load. */
export function SettingsState({ failed, retry }: { failed: string | undefined; retry: () => void }) {
  const t = useTranslations("settings");
  const problem = useProblemText();
  if (!failed)
    return <LoaderCircle className="mx-auto my-8 size-5 animate-spin text-muted" aria-label={t("loading")} />;
  return (
    <div className="flex flex-col items-center gap-3 py-6 text-sm">
      <p role="alert">{problem(failed)}</p>
      <Button look="secondary" onClick={retry}>
        {t("retry")}
      </Button>
    </div>
  );
}
