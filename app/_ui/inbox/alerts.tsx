"use client";

import type { LiveRoom } from "@/lib/client/room-list";
import { attentionIn } from "./attention";
import { useNotificationSound } from "./sound/use-notification-sound";
import { useTitleBadge } from "./use-title-badge";

export interface AlertsProps {
  rooms: readonly LiveRoom[];
}

/** The title's count and the notification sound of these rooms. Renders nothing. */
export function Alerts({ rooms }: AlertsProps) {
  useTitleBadge(attentionIn(rooms));
  useNotificationSound(rooms);
  return null;
}
