"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Notice } from "@/app/_ui/kit/notice";
import { Tab, TabList, TabPanel, Tabs } from "@/app/_ui/kit/tabs";
import { Discover } from "./discover/discover";
import { RoomSearch } from "./discover/room-search";
import type { RenderedRooms } from "./discover/use-rooms";
import { OwnRoomsList } from "./own/own-rooms";
import { Requests } from "./own/requests";
import type { OwnRooms } from "./own/use-own-rooms";
import type { RoomLists, View } from "./use-room-lists";

/** Wraps the search, the tabs and the panels of the two lists. */
export function RoomListsRoot({
  lists,
  className,
  children,
}: {
  lists: RoomLists;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Tabs value={lists.view} onChoose={(view) => lists.choose(view as View)} className={className}>
      {children}
    </Tabs>
  );
}

/** The search and the tabs. */
export function RoomListsHead({ lists }: { lists: RoomLists }) {
  const t = useTranslations("rooms");
  return (
    <>
      <RoomSearch initial={lists.query} onType={lists.type} onSearch={lists.search} />
      <TabList label={t("title")} className="flex gap-1">
        <ListTab value="mine">{t("mine")}</ListTab>
        <ListTab value="discover">{t("discover")}</ListTab>
      </TabList>
    </>
  );
}

function ListTab({ value, children }: { value: string; children: string }) {
  return (
    <Tab
      value={value}
      className="min-h-11 border-b-2 border-transparent px-3 text-sm font-semibold text-muted hover:text-ink focus-visible:-outline-offset-2 data-active:border-accent data-active:text-ink"
    >
      {children}
    </Tab>
  );
}

interface RoomListsPanelsProps {
  lists: RoomLists;
  own: OwnRooms;
  /** Public rooms as the server rendered them. */
  rendered?: RenderedRooms;
  compact?: boolean;
  /** The id of the open room beside the lists. */
  current?: string;
}

/** The chosen list. Both lists are shown during a search, and to a user without rooms. */
export function RoomListsPanels({ lists, own, rendered, compact, current }: RoomListsPanelsProps) {
  const t = useTranslations("rooms");
  const { query, typed, view } = lists;
  const hasNone = own.loaded && own.rooms.length === 0;
  const discover = { query, rendered, compact };
  return (
    <>
      <TabPanel value="mine" className="pt-3">
        {!typed && <Requests requests={own.requests} current={current} />}
        {hasNone && !typed && (compact ? null : <Notice title={t("none.title")} body={t("none.body")} />)}
        {(!hasNone || typed || compact) && <OwnRoomsList own={own} typed={typed} compact={compact} current={current} />}
        {view === "mine" && (query || hasNone) && (
          <section aria-label={t("discover")} className="mt-4">
            <h2 className="px-2.5 pb-1.5 text-sm font-semibold text-muted">{t("discover")}</h2>
            <Discover {...discover} without={query ? undefined : current} />
          </section>
        )}
      </TabPanel>
      <TabPanel value="discover" className="pt-3">
        {view === "discover" && <Discover {...discover} />}
      </TabPanel>
    </>
  );
}
