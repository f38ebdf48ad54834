"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { FOLDED_PX, mayBeTall } from "./tall";

/**
 * A message's text. A text taller than FOLDED_PX is folded, with a button to show the rest. The rest stays in the page, so that
 * the browser's search finds it; when the browser scrolls to a match or a focused link there, the text unfolds.
 */
export function Fold({ text, children }: { text: string; children: ReactNode }) {
  const t = useTranslations("fold");
  const tab = useLineTab();
  const { box, button, isWatched, isTall, isOpen, toggle, scrolledWithin } = useFold(text);
  const isFolded = isWatched && !isOpen;
  const Arrow = isOpen ? ChevronUp : ChevronDown;
  return (
    <>
      <div
        ref={box}
        data-fold={isWatched ? (isOpen ? "open" : "folded") : undefined}
        onScroll={isFolded ? scrolledWithin : undefined}
        // FOLDED_PX as a class, because the content security policy allows no inline styles.
        className={`${isFolded ? "max-h-[480px] overflow-hidden" : ""} ${isFolded && isTall ? "mask-b-from-80%" : ""}`}
      >
        <div>{children}</div>
      </div>
      {isWatched && isTall && (
        <button
          ref={button}
          type="button"
          tabIndex={tab}
          aria-expanded={isOpen}
          onClick={() => toggle(!isOpen)}
          className="-mx-2 mt-1 inline-flex min-h-9 items-center gap-1 rounded-lg px-2 text-sm font-semibold text-accent hover:text-accent-strong"
        >
          <Arrow className="size-4" aria-hidden="true" />
          {t(isOpen ? "less" : "more")}
        </button>
      )}
    </>
  );
}

function useFold(text: string) {
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isTall, setTall] = useState(false);
  /** An element and its position before folding or unfolding, which is then restored. */
  const held = useRef<{ element: HTMLElement; top: number }>(undefined);
  const isWatched = mayBeTall(text);

  useEffect(() => {
    const content = box.current?.firstElementChild;
    if (!isWatched || !(content instanceof HTMLElement)) return;
    const observer = new ResizeObserver(() => setTall(content.offsetHeight > FOLDED_PX));
    observer.observe(content);
    return () => observer.disconnect();
  }, [isWatched]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: folding changes the height.
  useLayoutEffect(() => {
    const hold = held.current;
    held.current = undefined;
    const log = hold?.element.closest("[role=log]");
    if (hold && log) log.scrollTop += hold.element.getBoundingClientRect().top - hold.top;
  }, [isOpen]);

  function toggle(next: boolean) {
    // Unfolding keeps the beginning in place; folding keeps the button under the pointer.
    const element = next ? box.current : button.current;
    held.current = element ? { element, top: element.getBoundingClientRect().top } : undefined;
    setOpen(next);
  }
  function scrolledWithin() {
    const element = box.current;
    if (!element || element.scrollTop === 0 || isOpen) return;
    const found = element.scrollTop;
    element.scrollTop = 0;
    toggle(true);
    // Keeps the match of the browser's search in view.
    requestAnimationFrame(() => element.closest("[role=log]")?.scrollBy(0, found));
  }
  return { box, button, isWatched, isTall, isOpen, toggle, scrolledWithin };
}
