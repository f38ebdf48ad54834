"use client";

import { Popover } from "@base-ui/react/popover";
import { CheckCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FocusEvent, useContext, useState } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Avatar } from "@/app/_ui/kit/avatar";
import { LogContext } from "@/app/_ui/room/log/log-context";
import { useLineTab } from "@/app/_ui/room/log/roving";

const FACES_MAX = 5;
/** The most names in the popup. Further readers are counted. */
const NAMES_MAX = 30;

/** Under the user's own message: the people who have read up to it, or their number if only that is known. */
export function ReadByLine({ seq }: { seq: number }) {
  const t = useTranslations("receipts");
  const { readBy, readCount } = useContext(LogContext);
  const readers = readBy.get(seq);
  if (readers) return <Faces readers={readers} />;
  if (readCount?.seq !== seq) return null;
  return (
    <p data-testid="read-count" className="mt-0.5 flex items-center gap-1 px-1 text-xs text-muted">
      <CheckCheck className="size-3.5" aria-hidden="true" />
      {t("count", { count: readCount.count })}
    </p>
  );
}

function Faces({ readers }: { readers: readonly string[] }) {
  const t = useTranslations("receipts");
  const { people } = useContext(LogContext);
  const nameOf = useDisplayName();
  const tab = useLineTab();
  const [open, setOpen] = useState(false);
  const names = readers.map((id) => nameOf(people.get(id) ?? t("somebody")));
  const faces = names.slice(0, FACES_MAX);
  const more = names.length - faces.length;
  const focused = (event: FocusEvent) => event.target.matches(":focus-visible") && setOpen(true);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        openOnHover
        delay={200}
        data-testid="read-by"
        tabIndex={tab}
        aria-label={`${faces.join(", ")}${more > 0 ? ` +${more}` : ""}: ${t("readBy", { count: names.length })}`}
        onFocus={focused}
        onBlur={() => setOpen(false)}
        className="mt-0.5 inline-flex min-h-6 items-center rounded-full px-1 hover:bg-sunken"
      >
        {faces.map((name, i) => (
          <Avatar
            // biome-ignore lint/suspicious/noArrayIndexKey: two of them may have no name.
            key={`${name} ${i}`}
            name={name}
            className="-ml-1 size-5 rounded-full text-[0.625rem] ring-2 ring-paper first:ml-0"
          />
        ))}
        {more > 0 && <span className="ml-1 text-xs font-semibold text-muted">+{more}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" className="z-40">
          <Popover.Popup
            initialFocus={false}
            finalFocus={false}
            className="popup max-h-[min(16rem,var(--available-height))] max-w-60 origin-(--transform-origin) overflow-y-auto px-3.5 py-2.5 text-sm"
          >
            <p className="mb-1 text-xs font-semibold text-muted">{t("names")}</p>
            <ul className="flex flex-col gap-1">
              {readers.slice(0, NAMES_MAX).map((id, i) => (
                <li key={id} className="truncate">
                  <bdi>{names[i]}</bdi>
                </li>
              ))}
            </ul>
            {readers.length > NAMES_MAX && (
              <p className="mt-1 text-muted">{t("more", { count: readers.length - NAMES_MAX })}</p>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
