"use client";

import { CheckCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext, useState } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Avatar } from "@/app/_ui/kit/avatar";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import { LogContext } from "@/app/_ui/room/log/log-context";
import { useLineTab } from "@/app/_ui/room/log/roving";
import type { ReadersPopupProps } from "./readers-popup";
import { useOpenOnHover } from "./use-open-on-hover";

const FACES_MAX = 5;

const popup = new LazyPart<ReadersPopupProps>(() => import("./readers-popup").then((code) => code.ReadersPopup));

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
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const { open, close, press, hover, leave } = useOpenOnHover();
  const names = readers.map((id) => nameOf(people.get(id) ?? t("somebody")));
  const faces = names.slice(0, FACES_MAX);
  const more = names.length - faces.length;
  return (
    <>
      <button
        ref={setButton}
        type="button"
        data-testid="read-by"
        tabIndex={tab}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={`${faces.join(", ")}${more > 0 ? ` +${more}` : ""}: ${t("readBy", { count: names.length })}`}
        onPointerEnter={({ pointerType }) => pointerType === "mouse" && hover()}
        onPointerLeave={leave}
        onFocus={({ target }) => target.matches(":focus-visible") && press()}
        onBlur={close}
        onClick={({ detail }) => {
          // A key press has `detail` 0. The focus has already opened the popup then.
          if (detail !== 0 || !open) press();
          void popup.load();
        }}
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
      </button>
      <Part
        part={popup}
        wanted={open}
        giveUp={close}
        with={{ names, button, open, close, onPointerEnter: hover, onPointerLeave: leave }}
      />
    </>
  );
}
