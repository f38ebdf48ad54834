"use client";

import { Bell } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { badgeOf } from "@/app/_ui/inbox/attention";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { DialogButton, type OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";

const sheet = new LazyPart<OpenedDialog>(() => import("./notifications-sheet").then((code) => code.NotificationsSheet));

/**
 * Opens the user's notifications, and shows how many are unseen.
 * @param className must have `relative`
 */
export function NotificationsButton({ className }: { className: string }) {
  const t = useTranslations("notifications");
  const { unseen } = useInboxHub().hub;
  const getCount = () => unseen.count;
  const count = useSyncExternalStore(unseen.subscribe, getCount, getCount);
  const shown = badgeOf(count);
  return (
    <DialogButton part={sheet} with={{}} icon={Bell} label={t("open", { count, shown })} className={className}>
      {count > 0 && (
        <span className="absolute top-0 right-0 rounded-full bg-danger px-1.5 text-xs/5 font-bold text-paper">
          {shown}
        </span>
      )}
    </DialogButton>
  );
}
