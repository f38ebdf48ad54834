"use client";
import { useTimeZone, useTranslations } from "next-intl";
import { type Ref, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useZone } from "@/app/_ui/hooks/use-browser";
import { useBlocked } from "@/app/_ui/inbox/blocked";
import { Notice } from "@/app/_ui/kit/notice";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { AppearingPart } from "@/app/_ui/lazy/part";
import { MessageActionsContext } from "@/app/_ui/room/messages/actions/message-actions";
import { MessageMenus } from "@/app/_ui/room/messages/actions/message-menu";
import { useParserAhead } from "@/app/_ui/room/messages/format/use-message-tree";
import { MessageGroup } from "@/app/_ui/room/messages/message-group";
import { ReactionNames } from "@/app/_ui/room/messages/reactions/reaction-names";
import { SystemMessageLine } from "@/app/_ui/room/messages/system-message-line";
import { JumpToUnread } from "@/app/_ui/room/reading/jump-to-unread";
import { UnreadLine } from "@/app/_ui/room/reading/unread-line";
import { firstUnread } from "@/app/_ui/room/reading/unread-marker";
import { useJumpToUnread } from "@/app/_ui/room/reading/use-jump-to-unread";
import { useNewBelow } from "@/app/_ui/room/reading/use-new-below";
import { useReadTracking } from "@/app/_ui/room/reading/use-read-tracking";
import type { UnreadControls } from "@/app/_ui/room/reading/use-unread-marker";
import type { RoomClient } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { User } from "@/lib/protocol/room";
import { DayLine } from "./day-line";
import type { SeekBannerProps } from "./jump/seek-banner";
import { ToPresent } from "./jump/to-present";
import type { GoTo } from "./jump/use-go-to";
import { usePlaceLinks } from "./jump/use-place-links";
import { NewerMessages, OlderMessages } from "./more-messages";
import { NewMessages } from "./new-messages";
import { Roving, RovingContext } from "./roving";
import { timeline } from "./timeline";
import type { History } from "./use-history";
import { useLogKeys } from "./use-log-keys";
import { useLogScroll } from "./use-log-scroll";

const seekBanner = new LazyPart<SeekBannerProps>(() => import("./jump/seek-banner").then((code) => code.SeekBanner));

interface MessageLogProps {
  client: RoomClient;
  state: RoomClientState;
  you: User;
  history: History;
  unread: UnreadControls;
  goTo: GoTo;
  /** Called with the seq up to which the log has been read. */
  onRead: (seq: number) => void;
}

export function MessageLog(props: MessageLogProps) {
  const [roving] = useState(() => new Roving());
  return (
    <RovingContext value={roving}>
      <Log {...props} />
    </RovingContext>
  );
}

const NONE: RoomClientState["pending"] = [];

function Log({ client, state, you, history, unread, goTo, onRead }: MessageLogProps) {
  const t = useTranslations("room");
  const { messages, recent } = state;
  const isPast = state.view !== "present";
  // They follow the newest messages.
  const pending = isPast ? NONE : state.pending;
  const { marker } = unread;
  const { scroller, onScroll, atBottom, toBottom } = useLogScroll(isPast, client.look);
  const blocked = useBlocked();
  const first = marker && firstUnread(messages, marker, you.id, history.complete, blocked.ids);
  const jump = useJumpToUnread(marker, first, history, scroller);
  // Messages of blocked people are neither counted nor announced.
  const heard = useMemo(() => recent.filter(({ author }) => !blocked.ids.has(author.id)), [recent, blocked]);
  const unseen = useNewBelow(recent, heard, you.id, atBottom);
  // System messages have no line whose visibility is tracked.
  const newest = recent.findLast(({ notice }) => !notice)?.seq;
  const { isSeeking, scrolled: keepPlace } = goTo;
  const look = useReadTracking(scroller, newest, state.readTo, isSeeking, onRead);
  const scrolled = useCallback(() => {
    onScroll();
    look();
    keepPlace();
  }, [onScroll, look, keepPlace]);
  useFollowOwn(pending.at(-1)?.clientId, toBottom);
  const toPresent = () => {
    goTo.goToPresent();
    toBottom();
  };
  usePlaceLinks(scroller);
  const clientIds = useMemo(
    () => [...messages.filter(({ notice }) => !notice), ...pending].map(({ clientId }) => clientId),
    [messages, pending],
  );
  const keys = useLogKeys(clientIds);
  useParserAhead();
  const mayWrite = useContext(MessageActionsContext) !== undefined;
  const isEmpty = messages.length + pending.length === 0;

  return (
    <div className="group/log relative min-h-0 flex-1">
      <ReactionNames messages={messages}>
        <MessageMenus onMarkUnread={unread.mark}>
          {jump.offered && <JumpToUnread count={unread.count} {...jump} />}
          <div
            ref={scroller}
            onScroll={scrolled}
            {...keys}
            role="log"
            aria-label={t("log")}
            // Silent, since history, edits and reactions also change the log; NewMessages announces new messages.
            aria-live="off"
            aria-busy={history.older.phase === "loading" || history.newer.phase === "loading"}
            tabIndex={isEmpty ? 0 : -1}
            className="flex h-full flex-col-reverse overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
          >
            <div className="@container mx-auto w-full max-w-3xl px-3 pt-2 pb-4 sm:px-5">
              {isEmpty ? (
                <Notice title={t("empty.title")} body={mayWrite ? t("empty.body") : undefined} />
              ) : (
                <>
                  <OlderMessages history={history} root={scroller} oldest={messages[0]?.seq} />
                  <Items
                    messages={messages}
                    pending={pending}
                    you={you}
                    newFrom={first === "older" ? undefined : first}
                    newLine={jump.line}
                  />
                  {isPast && <NewerMessages {...{ history, messages }} root={scroller} isPaused={isSeeking} />}
                </>
              )}
            </div>
          </div>
          <AppearingPart part={seekBanner} with={goTo.seeking && { goTo }} />
          <NewMessages messages={recent} heard={heard} status={state.status} you={you} />
          {!atBottom && <ToPresent isPast={isPast} unseen={unseen} onPress={toPresent} />}
        </MessageMenus>
      </ReactionNames>
    </div>
  );
}

interface ItemsProps {
  messages: RoomClientState["messages"];
  pending: RoomClientState["pending"];
  you: User;
  newFrom: number | undefined;
  newLine: Ref<HTMLLIElement>;
}

function Items({ messages, pending, you, newFrom, newLine }: ItemsProps) {
  const zone = useZone(useTimeZone() ?? "UTC");
  const [names] = useState(() => new Set<string>());
  const items = useMemo(
    () => timeline(messages, pending, you, zone, newFrom, names),
    [messages, pending, you, zone, newFrom, names],
  );
  return (
    <ol>
      {items.map((item) => {
        if (item.kind === "day") return <DayLine key={item.key} at={item.at} zone={zone} />;
        if (item.kind === "notice") return <SystemMessageLine key={item.key} message={item.message} />;
        if (item.kind === "new") return <UnreadLine key={item.key} ref={newLine} />;
        return <MessageGroup key={item.key} group={item} zone={zone} />;
      })}
    </ol>
  );
}

/** Scrolls to the user's own new message, however far back they were reading. */
function useFollowOwn(newestOwn: string | undefined, follow: () => void) {
  const last = useRef(newestOwn);
  useEffect(() => {
    if (newestOwn && newestOwn !== last.current) follow();
    last.current = newestOwn;
  }, [newestOwn, follow]);
}
