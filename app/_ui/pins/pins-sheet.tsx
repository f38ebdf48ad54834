"use client";

import { PinOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef } from "react";
import { useAction } from "@/app/_ui/api/use-action";
import { useQuery } from "@/app/_ui/api/use-query";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { FormError } from "@/app/_ui/kit/form-error";
import { ChoiceSheet } from "@/app/_ui/lazy/choice-sheet";
import type { OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { PinsAnswer } from "@/lib/protocol/http/pins";
import { EmptyList, ListState } from "./list-state";
import { ListedMessage } from "./listed-message";
import { useMayPin } from "./use-may-pin";

/** The dialog with the room's pinned messages. */
export function PinsSheet(dialog: OpenedDialog) {
  const t = useTranslations("pins");
  return (
    <ChoiceSheet title={t("title")} {...dialog}>
      {(onChosen) => <Pins onChosen={onChosen} />}
    </ChoiceSheet>
  );
}

function Pins({ onChosen }: { onChosen: () => void }) {
  const t = useTranslations("pins");
  const { room } = useRoomContext();
  const nameOf = useDisplayName();
  const mayPin = useMayPin();
  const { act, busy, error } = useAction();
  const path = `/api/rooms/${room.id}/pins`;
  const { data, failed, retry, setData } = useQuery<PinsAnswer>(path);
  useRetryOnChange(room.pinned, retry);

  async function unpin(seq: number) {
    if (await act(`${seq}`, `${path}/${seq}`, { method: "DELETE" }))
      setData((now) => ({ pins: now.pins.filter((pin) => pin.seq !== seq) }));
  }
  if (!data || failed) return <ListState failed={failed} retry={retry} />;
  if (data.pins.length === 0) return <EmptyList title={t("empty.title")} body={mayPin ? t("empty.body") : undefined} />;
  return (
    <>
      <ul aria-label={t("title")} className="-mx-3">
        {data.pins.map((pin) => (
          <ListedMessage
            key={pin.seq}
            message={pin}
            roomId={room.id}
            note={t("by", { name: nameOf(pin.pinnedBy.username) })}
            onChosen={onChosen}
            remove={
              mayPin
                ? { icon: PinOff, label: t("unpin"), isBusy: busy === `${pin.seq}`, act: () => void unpin(pin.seq) }
                : undefined
            }
          />
        ))}
      </ul>
      <FormError>{error}</FormError>
    </>
  );
}

/** Requests the list again after the room's pins have changed. */
function useRetryOnChange(pinned: readonly number[] | undefined, retry: () => void): void {
  const key = pinned?.join();
  const known = useRef(key);
  const again = useEffectEvent(retry);
  useEffect(() => {
    if (known.current === key) return;
    known.current = key;
    again();
  }, [key]);
}
