"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { Button } from "@/app/_ui/kit/button";

/** In place of a list of messages that is being loaded or has failed to load. */
export function ListState({ failed, retry }: { failed: string | undefined; retry: () => void }) {
  const t = useTranslations("saved");
  const problem = useProblemText();
  if (!failed)
    return (
      <p role="status" className="flex items-center justify-center gap-2 py-10 text-sm text-muted">
        <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />
        {t("loading")}
      </p>
    );
  return (
    <div className="flex flex-col items-center gap-3 py-8 text-sm">
      <p role="alert">{problem(failed)}</p>
      <Button look="secondary" onClick={retry}>
        {t("retry")}
      </Button>
    </div>
  );
}

/** In place of an empty list. */
export function EmptyList({ title, body }: { title: string; body?: string }) {
  return (
    <div className="px-2 py-8 text-center text-balance">
      <p className="font-semibold">{title}</p>
      {body && <p className="mt-1 text-sm text-muted">{body}</p>}
    </div>
  );
}
