"use client";

import { useLiveUnseen } from "@/app/_ui/notifications/use-live-unseen";
import type { LiveRoom } from "@/lib/client/room-list";
import { attentionIn } from "./attention";
import { useNotificationSound } from "./sound/use-notification-sound";
import { useTitleBadge } from "./use-title-badge";

export interface AlertsProps {
  rooms: readonly LiveRoom[];
}

/** The title's count and the notification sound of these rooms, and the unseen notifications in them. Renders nothing. */
export function Alerts({ rooms }: AlertsProps) {
  useTitleBadge(attentionIn(rooms));
  useNotificationSound(rooms);
  useLiveUnseen(rooms);
  return null;
}
