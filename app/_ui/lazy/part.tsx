"use client";

import { CloudOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { createPortal } from "react-dom";
import { Button } from "@/app/_ui/kit/button";
import { type LazyPart, useLazyPart } from "./lazy-part";

interface PartProps<P> {
  part: LazyPart<P>;
  /** Whether the user has opened the part. It opens once its code is loaded, however long that takes. */
  wanted: boolean;
  /** Called when the user dismisses the message that the code cannot be loaded. */
  giveUp: () => void;
  /** The component's props. */
  with: P;
}

/** Shows a lazy part. If its code cannot be loaded, a bar says so and offers to try again. */
export function Part<P extends object>({ part, wanted, giveUp, with: props }: PartProps<P>) {
  const { Component, failed } = useLazyPart(part, wanted);
  if (Component) return <Component {...props} />;
  return failed ? <PartFailure retry={() => void part.load()} dismiss={giveUp} /> : null;
}

interface AppearingPartProps<P> {
  part: LazyPart<P>;
  /** The component's props; undefined: it is not shown. */
  with: P | undefined;
}

/** A lazy part that appears without a press, such as a failure, once its code is loaded. A failed load is retried when the network returns. */
export function AppearingPart<P extends object>({ part, with: props }: AppearingPartProps<P>) {
  const { Component } = useLazyPart(part, props !== undefined);
  return Component && props ? <Component {...props} /> : null;
}

function PartFailure({ retry, dismiss }: { retry: () => void; dismiss: () => void }) {
  const t = useTranslations("part");
  return createPortal(
    <div
      role="alert"
      className="popup fixed inset-x-3 bottom-3 z-50 mx-auto flex max-w-md flex-wrap items-center gap-2 px-4 py-3 text-sm"
    >
      <CloudOff className="size-4 shrink-0 text-muted" aria-hidden="true" />
      <p className="min-w-0 flex-1">{t("failed")}</p>
      <div className="flex gap-1">
        <Button look="secondary" className="px-3 text-sm" onClick={retry}>
          {t("retry")}
        </Button>
        <Button look="quiet" className="px-3 text-sm" onClick={dismiss}>
          {t("dismiss")}
        </Button>
      </div>
    </div>,
    document.body,
  );
}
