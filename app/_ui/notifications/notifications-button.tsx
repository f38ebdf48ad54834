"use client";

import { Bell } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { badgeOf } from "@/app/_ui/inbox/attention";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { DialogButton, type OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";

const sheet = new LazyPart<OpenedDialog>(() => import("./notifications-sheet").then((code) => code.NotificationsSheet));

/** Opens the user's notifications, and shows how many are unseen. */
export function NotificationsButton({ className = "" }: { className?: string }) {
  const t = useTranslations("notifications");
  const { unseen } = useInboxHub().hub;
  const count = useSyncExternalStore(
    unseen.subscribe,
    () => unseen.count,
    () => 0,
  );
  return (
    <DialogButton
      part={sheet}
      with={{}}
      icon={Bell}
      label={t("open", { count, shown: badgeOf(count) })}
      className={`relative ${className}`}
    >
      {count > 0 && (
        <span
          aria-hidden="true"
          data-testid="unseen-count"
          className="absolute top-0 right-0 inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-danger px-1 text-xs font-bold text-paper"
        >
          {badgeOf(count)}
        </span>
      )}
    </DialogButton>
  );
}
