"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { IconButton } from "@/app/_ui/kit/button";
import { SearchField } from "@/app/_ui/search/search-field";
import { tidy } from "@/lib/text/text";

/** The rooms are searched once typing has paused for this long. */
const PAUSE_MS = 300;

interface RoomSearchProps {
  initial: string;
  /** Called with each key press. */
  onType: (text: string) => void;
  /** Called when typing pauses. */
  onSearch: (query: string) => void;
}

export function RoomSearch({ initial, onType, onSearch }: RoomSearchProps) {
  const t = useTranslations("rooms");
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(initial);
  const [filled, setFilled] = useState(initial !== "");

  useEffect(() => () => clearTimeout(timer.current), []);

  function searchNow() {
    clearTimeout(timer.current);
    const query = tidy(input.current?.value ?? "");
    if (query === asked.current) return;
    asked.current = query;
    onSearch(query);
  }
  function typed() {
    const text = input.current?.value ?? "";
    setFilled(text !== "");
    onType(tidy(text));
    clearTimeout(timer.current);
    timer.current = setTimeout(searchNow, PAUSE_MS);
  }
  function clear() {
    if (!input.current) return;
    input.current.value = "";
    input.current.focus();
    setFilled(false);
    onType("");
    searchNow();
  }
  return (
    <search className="relative mt-4 mb-3 block">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          searchNow();
        }}
      >
        <SearchField
          ref={input}
          name="query"
          defaultValue={initial}
          onInput={typed}
          placeholder={t("search")}
          aria-label={t("search")}
          enterKeyHint="search"
          className="pr-12"
        />
        {filled && (
          <IconButton aria-label={t("clear")} className="absolute top-0 right-0" onClick={clear}>
            <X className="size-5" aria-hidden="true" />
          </IconButton>
        )}
      </form>
    </search>
  );
}
