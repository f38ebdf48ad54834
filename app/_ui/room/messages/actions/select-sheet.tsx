"use client";

import { Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useCopy } from "@/app/_ui/hooks/use-copy";
import { Button } from "@/app/_ui/kit/button";
import { Sheet } from "@/app/_ui/kit/sheet";

interface SelectSheetProps {
  text: string;
  open: boolean;
  /** Whether the dialog was opened because copying the whole text failed. */
  afterFailure: boolean;
  close: () => void;
  finalFocus: () => HTMLElement | null;
}

/** A message's text in a dialog where touch can select parts of it; in the log a long press opens the menu. */
export function SelectSheet({ text, open, afterFailure, close, finalFocus }: SelectSheetProps) {
  const t = useTranslations("select");
  return (
    <Sheet
      title={t("title")}
      lead={afterFailure ? t("afterFailure") : t("lead")}
      open={open}
      onOpenChange={(next) => !next && close()}
      finalFocus={finalFocus}
    >
      <Selectable text={text} selectAll={afterFailure} />
    </Sheet>
  );
}

function Selectable({ text, selectAll }: { text: string; selectAll: boolean }) {
  const t = useTranslations("select");
  const area = useRef<HTMLParagraphElement>(null);
  /** The last selected text, since a tap on the copy button may clear the selection before its click event. */
  const selected = useRef("");
  const { copy, outcome } = useCopy();
  useEffect(() => {
    if (selectAll && area.current) document.getSelection()?.selectAllChildren(area.current);
  }, [selectAll]);
  return (
    <>
      <p
        ref={area}
        dir="auto"
        data-testid="selectable"
        className="max-h-[50dvh] overflow-y-auto rounded-xl bg-sunken px-4 py-3 leading-relaxed whitespace-pre-wrap select-text wrap-anywhere [-webkit-touch-callout:default]"
      >
        {text}
      </p>
      <div className="mt-4 flex flex-wrap items-center justify-end gap-x-3 gap-y-2">
        <p role="status" className="min-h-5 flex-1 text-sm text-muted">
          {outcome && t(outcome)}
        </p>
        <Button
          onPointerDown={() => {
            selected.current = selectedIn(area.current);
          }}
          onClick={(event) => {
            void copy(selectedIn(area.current) || selected.current || text, event.currentTarget.parentElement);
            selected.current = "";
          }}
        >
          <Copy className="size-4" aria-hidden="true" />
          {t("copy")}
        </Button>
      </div>
    </>
  );
}

/** The part of the selection that is within the element. */
function selectedIn(element: HTMLElement | null): string {
  const selection = document.getSelection();
  if (!element || !selection?.anchorNode || !selection.focusNode) return "";
  return element.contains(selection.anchorNode) && element.contains(selection.focusNode) ? selection.toString() : "";
}
