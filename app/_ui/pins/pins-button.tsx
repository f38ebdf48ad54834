"use client";

import { Pin } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DialogButton, type OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { useRoomContext } from "@/app/_ui/room/room-context";

const sheet = new LazyPart<OpenedDialog>(() => import("./pins-sheet").then((code) => code.PinsSheet));

/** In the room's header: opens the pinned messages, if there are any. On phones the room's menu has them. */
export function PinsButton() {
  const t = useTranslations("pins");
  const { pinned } = useRoomContext().room;
  // Once shown it stays, since its dialog may be open when the last pin is removed.
  const [isShown, setShown] = useState(pinned !== undefined);
  if (pinned && !isShown) setShown(true);
  if (!isShown) return null;
  return <DialogButton part={sheet} with={{}} icon={Pin} label={t("title")} className="max-sm:hidden" />;
}
