"use client";

import {
  Car,
  Clock,
  Coffee,
  Flag,
  Hand,
  Hash,
  Lightbulb,
  LoaderCircle,
  type LucideIcon,
  PawPrint,
  Smile,
  Volleyball,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, type KeyboardEvent, type RefObject, useCallback, useMemo, useRef, useState } from "react";
import { Button } from "@/app/_ui/kit/button";
import { Tab, TabList, TabPanel, Tabs } from "@/app/_ui/kit/tabs";
import { isComposing } from "@/app/_ui/room/composer/is-composing";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { SearchField } from "@/app/_ui/search/search-field";
import { addRecent, setTone, useEmojiChoices } from "./emoji-choices";
import { EmojiFooter } from "./emoji-footer";
import { EmojiGrid } from "./emoji-grid";
import type { Emoji } from "./emoji-set";
import { toned } from "./tones";
import { loadEmojiSet, useEmojiSet } from "./use-emoji-set";

/** In the order of the data. */
const GROUPS = ["smileys", "people", "nature", "food", "travel", "activities", "objects", "symbols", "flags"] as const;
type Group = "recent" | (typeof GROUPS)[number];

const ICONS: Record<Group, LucideIcon> = {
  recent: Clock,
  smileys: Smile,
  people: Hand,
  nature: PawPrint,
  food: Coffee,
  travel: Car,
  activities: Volleyball,
  objects: Lightbulb,
  symbols: Hash,
  flags: Flag,
};
const QUERY_MAX_UNITS = 60;

interface EmojiPanelProps {
  search: RefObject<HTMLInputElement | null>;
  onChoose: (emoji: string) => void;
}

/** The search, the groups, the emoji and the skin tones. */
export function EmojiPanel({ search, onChoose }: EmojiPanelProps) {
  const t = useTranslations("emoji");
  const { you } = useRoomContext();
  const set = useEmojiSet(true);
  const choices = useEmojiChoices(you.id);
  // The recent ones stay in their places while the picker is open.
  const [recent] = useState(choices.recent);
  const [group, setGroup] = useState<Group>("recent");
  const [query, setQuery] = useState("");
  const [named, setNamed] = useState<Emoji>();
  const grid = useRef<HTMLTableElement>(null);
  const isSearching = query.trim() !== "";

  const emoji = useMemo<readonly Emoji[] | undefined>(() => {
    if (set === undefined || set === "failed") return undefined;
    if (isSearching) return set.searchEmoji(query, recent);
    if (group === "recent") return recent.flatMap((each) => set.emojiOf(each) ?? []);
    return set.emojiGroups[GROUPS.indexOf(group)] ?? [];
  }, [set, group, query, isSearching, recent]);

  const choose = useCallback(
    (each: Emoji) => {
      addRecent(you.id, each.emoji);
      onChoose(each.hasTones ? toned(each.emoji, choices.tone) : each.emoji);
    },
    [you.id, choices.tone, onChoose],
  );
  const toSearch = useCallback(() => search.current?.focus(), [search]);
  function pressed(event: KeyboardEvent<HTMLInputElement>) {
    if (isComposing(event)) return;
    const [first] = emoji ?? [];
    if (event.key === "ArrowDown") grid.current?.querySelector<HTMLElement>("button")?.focus();
    else if (event.key === "Enter" && isSearching && first) choose(first);
    else if (event.key !== "Enter") return;
    event.preventDefault();
  }
  const shown = (
    <Shown
      {...{ grid, emoji, choose, isFailed: set === "failed", tone: choices.tone }}
      label={isSearching ? t("search") : t(`group.${group}`)}
      onNamed={setNamed}
      onText={toSearch}
    />
  );
  return (
    <>
      <EmojiSearch ref={search} value={query} onChange={({ target }) => setQuery(target.value)} onKeyDown={pressed} />
      <p role="status" className="sr-only">
        {isSearching && emoji && (emoji.length > 0 ? t("count", { count: emoji.length }) : t("none"))}
      </p>
      {isSearching ? (
        <div className="mt-2 min-h-0 flex-1 overflow-y-auto overscroll-contain">{shown}</div>
      ) : (
        <Tabs
          value={group}
          onChoose={(value) => setGroup(value as Group)}
          className="mt-1 flex min-h-0 flex-1 flex-col"
        >
          <GroupTabs />
          <TabPanel value={group} hasStops className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
            {shown}
          </TabPanel>
        </Tabs>
      )}
      <EmojiFooter named={named} tone={choices.tone} onTone={(tone) => setTone(you.id, tone)} />
    </>
  );
}

function EmojiSearch(props: ComponentProps<"input">) {
  const t = useTranslations("emoji");
  return (
    <search className="relative shrink-0">
      <SearchField {...props} maxLength={QUERY_MAX_UNITS} placeholder={t("search")} aria-label={t("search")} />
    </search>
  );
}

function GroupTabs() {
  const t = useTranslations("emoji");
  return (
    <TabList label={t("groups")} className="mb-1 flex shrink-0 border-b border-line">
      {(["recent", ...GROUPS] as const).map((each) => {
        const Icon = ICONS[each];
        return (
          <Tab
            key={each}
            value={each}
            label={t(`group.${each}`)}
            className="-mb-px flex h-10 min-w-0 flex-1 items-center justify-center rounded-t-lg border-b-2 border-transparent text-muted hover:bg-sunken hover:text-ink data-active:border-accent data-active:text-accent"
          >
            <Icon className="size-4.5" aria-hidden="true" />
          </Tab>
        );
      })}
    </TabList>
  );
}

interface ShownProps {
  grid: RefObject<HTMLTableElement | null>;
  label: string;
  emoji: readonly Emoji[] | undefined;
  isFailed: boolean;
  tone: number;
  choose: (emoji: Emoji) => void;
  onNamed: (emoji: Emoji) => void;
  onText: () => void;
}

/** The emoji, or why there are none. */
function Shown({ grid, label, emoji, isFailed, ...rest }: ShownProps) {
  const t = useTranslations("emoji");
  if (emoji && emoji.length > 0) {
    // Another list begins at its first emoji.
    return <EmojiGrid key={label + emoji[0]?.emoji + emoji.length} ref={grid} label={label} emoji={emoji} {...rest} />;
  }
  if (isFailed) {
    return (
      <div role="alert" className="flex flex-col items-center gap-3 px-4 py-8 text-center text-sm text-muted">
        {t("failed")}
        <Button look="secondary" onClick={() => void loadEmojiSet()}>
          {t("retry")}
        </Button>
      </div>
    );
  }
  return (
    <p className="flex items-center justify-center gap-2 px-4 py-8 text-sm text-muted">
      {!emoji && <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />}
      {t(emoji ? "none" : "loading")}
    </p>
  );
}
