"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentType, type ReactElement, useEffect, useRef, useState } from "react";
import { Button } from "@/app/_ui/kit/button";
import { Sheet } from "@/app/_ui/kit/sheet";
import type { SearchPanelProps } from "./search-panel";

interface SearchSheetProps {
  roomId?: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  trigger?: ReactElement;
}

type Panel = ComponentType<SearchPanelProps>;

/** The search's dialog. Its content is loaded when it is first opened, since most visits need none. */
export function SearchSheet({ roomId, open, onOpenChange, trigger }: SearchSheetProps) {
  const t = useTranslations();
  const { Panel, hasFailed, load } = usePanel(open);
  // A result that was chosen gets the focus in its room.
  const hasChosen = useRef(false);
  return (
    <Sheet
      title={t("search.title")}
      open={open}
      onOpenChange={(next) => {
        if (next) hasChosen.current = false;
        onOpenChange(next);
      }}
      trigger={trigger}
      finalFocus={() => !hasChosen.current}
    >
      {Panel ? (
        <Panel
          roomId={roomId}
          onChosen={() => {
            hasChosen.current = true;
            onOpenChange(false);
          }}
        />
      ) : hasFailed ? (
        <div role="alert" className="flex flex-col items-start gap-3 text-sm">
          {t("problems.offline")}
          <Button look="secondary" onClick={load}>
            {t("search.retry")}
          </Button>
        </div>
      ) : (
        <LoaderCircle className="size-5 animate-spin text-muted" role="status" aria-label={t("search.loading")} />
      )}
    </Sheet>
  );
}

function usePanel(isWanted: boolean) {
  const [loaded, setLoaded] = useState<{ Panel?: Panel; hasFailed: boolean }>({ hasFailed: false });
  const { Panel, hasFailed } = loaded;
  useEffect(() => {
    if (!isWanted || Panel || hasFailed) return;
    import("./search-panel").then(
      ({ SearchPanel }) => setLoaded({ Panel: SearchPanel, hasFailed: false }),
      () => setLoaded({ hasFailed: true }),
    );
  }, [isWanted, Panel, hasFailed]);
  return { Panel, hasFailed, load: () => setLoaded({ hasFailed: false }) };
}
