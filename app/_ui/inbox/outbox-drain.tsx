"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { getTicket } from "@/app/_ui/api/get-ticket";
import { usePageSession } from "@/app/_ui/auth/page/page-user-provider";
import { useAskBeforeClosing } from "@/app/_ui/hooks/use-ask-before-closing";
import { uploadsOf } from "@/app/_ui/room/files/sending/uploads";
import { FileSender } from "@/lib/client/files/file-sender";
import { DeviceOutbox } from "@/lib/client/outbox/outbox-store";
import { UnsentSender } from "@/lib/client/outbox/unsent-sender";
import { RoomClient } from "@/lib/client/room-client";
import type { RoomAnswer } from "@/lib/protocol/http/rooms";

export interface OutboxDrainProps {
  userId: string;
  /** Host and port of the rooms. */
  host: string;
  /** The room that this page shows, if any. Its unsent requests are left to the room's own client. */
  openRoom?: string;
}

/** Sends the requests that this user left unsent in other rooms. Renders nothing. */
export function OutboxDrain({ userId, host, openRoom }: OutboxDrainProps) {
  const [drain] = useState(
    () =>
      new UnsentSender({
        userId,
        connect: (roomId) => connect(userId, host, roomId),
        uploadFiles: (roomId, client) => new FileSender(client, uploadsOf(userId, roomId)).open(),
      }),
  );
  useAskBeforeClosing(useSyncExternalStore(drain.subscribe, drain.isUnsent, () => false));
  const isOurs = usePageSession() === "current";
  useEffect(() => (isOurs ? drain.open() : undefined), [drain, isOurs]);
  useEffect(() => drain.roomOpened(openRoom), [drain, openRoom]);
  return null;
}

/** Connects only if the user is still a member: other users would connect as a preview, from which the room accepts no new messages. */
async function connect(userId: string, host: string, roomId: string) {
  const answer = await callApi<RoomAnswer>(`/api/rooms/${roomId}`);
  if (!answer.ok) return answer.code === "not_found" ? "never" : undefined;
  if (!answer.data.room.mine) return "never";
  return new RoomClient({
    roomId,
    userId,
    host,
    initial: { messages: [], head: answer.data.room.headSeq },
    store: new DeviceOutbox(userId, roomId),
    getTicket: (signal) => getTicket(`/api/rooms/${roomId}/ticket?preview=1`, signal),
  });
}
