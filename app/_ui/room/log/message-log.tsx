"use client";
import { ArrowDown } from "lucide-react";
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
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { User } from "@/lib/protocol/room";
import { DayLine } from "./day-line";
import type { SeekBannerProps } from "./jump/seek-banner";
import type { GoTo } from "./jump/use-go-to";
import { NewMessages } from "./new-messages";
import { OlderMessages } from "./older-messages";
import { Roving, RovingContext } from "./roving";
import { timeline } from "./timeline";
import type { History } from "./use-history";
import { useLogKeys } from "./use-log-keys";
import { useLogScroll } from "./use-log-scroll";

const seekBanner = new LazyPart<SeekBannerProps>(() => import("./jump/seek-banner").then((code) => code.SeekBanner));

interface MessageLogProps {
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

function Log({ state, you, history, unread, goTo, onRead }: MessageLogProps) {
  const t = useTranslations("room");
  const { messages, pending } = state;
  const { marker } = unread;
  const { scroller, onScroll, atBottom, toBottom } = useLogScroll();
  const blocked = useBlocked();
  const first = marker && firstUnread(messages, marker, you.id, history.complete, blocked.ids);
  const jump = useJumpToUnread(marker, first, history, scroller);
  // Messages of blocked people are neither counted nor announced.
  const heard = useMemo(() => messages.filter(({ author }) => !blocked.ids.has(author.id)), [messages, blocked]);
  const unseen = useNewBelow(messages, heard, you.id, atBottom);
  // System messages have no line whose visibility is tracked.
  const newest = messages.findLast(({ notice }) => !notice)?.seq;
  const look = useReadTracking(scroller, newest, state.readTo, onRead);
  const scrolled = useCallback(() => {
    onScroll();
    look();
  }, [onScroll, look]);
  useFollowOwn(pending.at(-1)?.clientId, toBottom);
  const clientIds = useMemo(
    () => [...messages.filter(({ notice }) => !notice), ...pending].map(({ clientId }) => clientId),
    [messages, pending],
  );
  const keys = useLogKeys(clientIds);
  useParserAhead();
  const mayWrite = useContext(MessageActionsContext) !== undefined;
  const isEmpty = messages.length + pending.length === 0;

  return (
    <div className="relative min-h-0 flex-1">
      <ReactionNames messages={messages}>
        <MessageMenus onMarkUnread={unread.mark}>
          {jump.offered && (
            <JumpToUnread count={unread.count} busy={jump.seeking} jump={jump.jump} dismiss={jump.dismiss} />
          )}
          <div
            ref={scroller}
            onScroll={scrolled}
            {...keys}
            role="log"
            aria-label={t("log")}
            // Silent, since history, edits and reactions also change the log; NewMessages announces new messages.
            aria-live="off"
            aria-busy={history.phase === "loading"}
            tabIndex={isEmpty ? 0 : -1}
            className="flex h-full flex-col-reverse overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
          >
            <div className="@container mx-auto w-full max-w-3xl px-3 pt-2 pb-4 sm:px-5">
              {isEmpty ? (
                <Notice title={t("empty.title")} body={mayWrite ? t("empty.body") : undefined} />
              ) : (
                <>
                  <OlderMessages history={history} root={scroller} oldest={messages[0]?.seq} />
                  <Items state={state} you={you} newFrom={first === "older" ? undefined : first} newLine={jump.line} />
                </>
              )}
            </div>
          </div>
          <AppearingPart part={seekBanner} with={goTo.seeking && { goTo }} />
          <NewMessages messages={messages} heard={heard} status={state.status} you={you} />
          {!atBottom && <ToBottom unseen={unseen} onPress={toBottom} />}
        </MessageMenus>
      </ReactionNames>
    </div>
  );
}

interface ItemsProps {
  state: RoomClientState;
  you: User;
  newFrom: number | undefined;
  newLine: Ref<HTMLLIElement>;
}

function Items({ state: { messages, pending }, you, newFrom, newLine }: ItemsProps) {
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

function ToBottom({ unseen, onPress }: { unseen: number; onPress: () => void }) {
  const t = useTranslations("room");
  return (
    <button
      type="button"
      onClick={onPress}
      className={`absolute bottom-3 left-1/2 inline-flex min-h-11 min-w-11 -translate-x-1/2 items-center justify-center gap-2 rounded-full px-3.5 text-sm font-semibold shadow-float ${
        unseen > 0 ? "bg-accent text-on-accent hover:bg-accent-strong" : "border border-line bg-raised text-ink"
      }`}
    >
      {unseen > 0 ? t("newMessages", { count: unseen }) : <span className="sr-only">{t("toBottom")}</span>}
      <ArrowDown className="size-4" aria-hidden="true" />
    </button>
  );
}
