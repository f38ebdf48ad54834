"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import { useBlocked } from "@/app/_ui/inbox/blocked";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { AppearingPart, Part } from "@/app/_ui/lazy/part";
import type { RoomClient } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { DraftsContext, useOpenDrafts } from "./composer/drafts/use-drafts";
import { useUnsentActions } from "./composer/drafts/use-unsent-actions";
import { ReplyBar } from "./composer/reply-bar";
import { TypingLine } from "./composer/typing-line";
import { useEscape } from "./composer/use-escape";
import { OfflineLine } from "./connection";
import { ConversationNotices } from "./conversation-notices";
import { useGoTo } from "./log/jump/use-go-to";
import { QuotesContext, useQuotes } from "./log/jump/use-quotes";
import { LogContext, NamesContext } from "./log/log-context";
import { MessageLog } from "./log/message-log";
import type { History } from "./log/use-history";
import { useLog } from "./log/use-log";
import { useFocusOnWriting } from "./members/join/use-focus-on-writing";
import type { MissingPeopleProps } from "./members/missing-people";
import { EditingContext, MessageActionsContext } from "./messages/actions/message-actions";
import type { RemoveSheetProps } from "./messages/actions/remove-sheet";
import { UnsentActionsContext } from "./messages/actions/unsent-actions";
import { useMessageActions } from "./messages/actions/use-message-actions";
import { type RenderedTrees, RenderedTreesContext } from "./messages/format/rendered-trees";
import type { UnreadControls } from "./reading/use-unread-marker";
import { type RoomContextValue, useRoomContext } from "./room-context";
import { RoomFooter } from "./room-footer";

const missingPeople = new LazyPart<MissingPeopleProps>(() =>
  import("./members/missing-people").then((code) => code.MissingPeople),
);
const removeSheet = new LazyPart<RemoveSheetProps>(() =>
  import("./messages/actions/remove-sheet").then((code) => code.RemoveSheet),
);

interface ConversationProps {
  client: RoomClient;
  state: RoomClientState;
  /** The server's trees of the first messages, by `treeKey`. */
  rendered: RenderedTrees["byText"];
  history: History;
  unread: UnreadControls;
  /** Called with the seq up to which the log has been read. */
  onRead: (seq: number) => void;
}

/** The room's messages, and the composer or its replacement. */
export function Conversation({ client, state, rendered, history, unread, onRead }: ConversationProps) {
  const here = useRoomContext();
  const { room, you, called } = here;
  const { log, missing } = useLog(room, state, you, called);
  const [firstNames] = useState(log.names);
  const isCurrent = log.names === firstNames;
  const trees = useMemo(() => ({ byText: rendered, isCurrent }), [rendered, isCurrent]);
  const blocked = useBlocked();
  const phase = phaseOf(state.status, here);
  const isOpen = phase === "open";
  const drafts = useOpenDrafts(you.id, room.id);
  const composer = useRef<HTMLTextAreaElement>(null);
  const toComposer = () => composer.current?.focus();
  const unsent = useUnsentActions(client, drafts, log.people, composer);
  const goTo = useGoTo(room.id, client, state, history);
  const doing = useMessageActions(client, state, drafts, unsent.write, toComposer, goTo.goToPresent);
  const { actions, replyTo, editing, removing } = doing;
  // Once, on opening the room: a composer that appears later, through another person's action, must not take the focus.
  useEffect(() => {
    if (window.matchMedia("(hover: hover)").matches) composer.current?.focus();
  }, []);
  const askToWrite = useFocusOnWriting(isOpen, composer);
  useEscape(isOpen && replyTo !== undefined, () => replyTo?.cancel());
  function cancelReply() {
    replyTo?.cancel();
    toComposer();
  }
  const quotes = useQuotes(room.id, state, client.quote, goTo.go);
  return (
    <DraftsContext value={drafts}>
      <LogContext value={log}>
        <NamesContext value={log.names}>
          <MessageActionsContext value={isOpen ? actions : undefined}>
            <EditingContext value={isOpen ? editing : undefined}>
              <QuotesContext value={quotes}>
                <UnsentActionsContext value={unsent.actions}>
                  <RenderedTreesContext value={trees}>
                    <MessageLog {...{ client, state, you, history, unread, goTo, onRead }} />
                  </RenderedTreesContext>
                </UnsentActionsContext>
              </QuotesContext>
            </EditingContext>
          </MessageActionsContext>
        </NamesContext>
      </LogContext>
      <TypingLine
        names={namesOf(
          state.typing.filter((id) => !blocked.ids.has(id)),
          log.people,
        )}
      />
      {state.status === "offline" && <OfflineLine />}
      <ConversationNotices
        client={client}
        state={state}
        drafts={drafts}
        editing={isOpen ? editing : undefined}
        unread={unread}
        write={unsent.write}
        show={goTo.go}
      />
      {isOpen && replyTo && <ReplyBar {...replyTo} cancel={cancelReply} />}
      <LogContext value={log}>
        <RoomFooter client={client} state={state} phase={phase} field={composer} doing={doing} onAsk={askToWrite} />
      </LogContext>
      <AppearingPart part={missingPeople} with={missing} />
      <Part part={removeSheet} wanted={removing.message !== undefined} giveUp={removing.close} with={removing} />
    </DraftsContext>
  );
}

function phaseOf(status: RoomClientState["status"], { room, preview, putOut }: RoomContextValue) {
  // A user who was removed while offline reconnects as a preview and keeps it, although `putOut` says that they are out.
  if (status === "closed" || putOut === "gone" || (putOut === "out" && !preview)) return "out";
  const isOver = isReadOnly(room);
  if (preview && !(room.direct && isOver)) return "preview";
  return isOver ? "over" : "open";
}

function isReadOnly({ archivedAt, direct, unreachable = false }: RoomInfo): boolean {
  return archivedAt !== undefined || direct?.username === DELETED_USERNAME || unreachable;
}

/** Names of these users, without those whose name is unknown, such as users who have left. */
function namesOf(ids: readonly string[], people: ReadonlyMap<string, string>): string[] {
  return ids.flatMap((id) => people.get(id) ?? []);
}
