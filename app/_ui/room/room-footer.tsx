"use client";

import type { RefObject } from "react";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { AppearingPart } from "@/app/_ui/lazy/part";
import type { RoomClient } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { ClosedNoticeProps } from "./closed-notice";
import { Composer } from "./composer/composer";
import { RequestBar } from "./direct/request-bar";
import { JoinBar } from "./members/join/join-bar";
import type { useMessageActions } from "./messages/actions/use-message-actions";
import { ReadOnlyLine } from "./read-only-line";
import { useRoomContext } from "./room-context";

const closedNotice = new LazyPart<ClosedNoticeProps>(() => import("./closed-notice").then((code) => code.ClosedNotice));

interface FootProps {
  client: RoomClient;
  state: RoomClientState;
  /** `open`: the user may write; `out`: they are no longer in the room; `over`: nobody may write. */
  phase: "open" | "out" | "over" | "preview";
  field: RefObject<HTMLTextAreaElement | null>;
  doing: Pick<ReturnType<typeof useMessageActions>, "send" | "replyTo" | "editLast">;
  /** Called when the user presses to join, accept or unblock: the composer takes the focus once it is shown. */
  onAsk: () => void;
}

/** Below the messages: the composer, or the reason why there is none. */
export function RoomFooter(props: FootProps) {
  const { room, putOut } = useRoomContext();
  const { phase, state } = props;
  return (
    <>
      {phase !== "out" && <OpenFooter {...props} phase={phase} />}
      <AppearingPart
        part={closedNotice}
        with={phase === "out" ? { closed: state.closed, putOut, roomId: room.id } : undefined}
      />
    </>
  );
}

type OpenFooterProps = FootProps & { phase: Exclude<FootProps["phase"], "out"> };

function OpenFooter({ client, state, phase, field, doing: { send, replyTo, editLast }, onAsk }: OpenFooterProps) {
  const { room } = useRoomContext();
  switch (phase) {
    case "over":
      return <ReadOnlyLine onUnblock={onAsk} />;
    case "preview": {
      const rejoin = () => client.rejoin();
      return room.direct ? (
        <RequestBar user={room.direct} onAccept={onAsk} onAccepted={rejoin} />
      ) : (
        <JoinBar onJoin={onAsk} onJoined={rejoin} />
      );
    }
    case "open":
      return (
        <Composer
          client={client}
          field={field}
          online={state.online}
          onSend={send}
          onEscape={() => replyTo?.cancel()}
          onEditLast={editLast}
          onTyping={client.setTyping}
        />
      );
  }
}
