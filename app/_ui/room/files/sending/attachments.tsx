"use client";

import { Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useRef, useState } from "react";
import { IconButton } from "@/app/_ui/kit/button";
import { LazyPart, useIdleCode } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import type { RoomClient } from "@/lib/client/room-client";
import type { Attached } from "./attached";
import type { FileTrayProps } from "./file-tray";

const fileTray = new LazyPart<FileTrayProps>(() => import("./file-tray").then((code) => code.FileTray));

interface AttachmentsProps {
  client: RoomClient;
  /** The composer's text area. */
  field: RefObject<HTMLTextAreaElement | null>;
  onChange: (attached: Attached) => void;
}

const NONE: readonly File[] = [];

/** A button that attaches files, and the attached files above the composer. */
export function Attachments({ client, field, onChange }: AttachmentsProps) {
  const t = useTranslations("files");
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState(NONE);
  const isLoaded = useIdleCode(fileTray) !== undefined;
  const taken = () => setChosen(NONE);
  return (
    <>
      <Part
        part={fileTray}
        wanted={isLoaded || chosen.length > 0}
        giveUp={taken}
        with={{ client, field, chosen, taken, onChange }}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? NONE)];
          setChosen((before) => [...before, ...files]);
          // The same file can be chosen again.
          currentTarget.value = "";
        }}
      />
      <IconButton aria-label={t("attach")} onClick={() => input.current?.click()} className="-ml-2 rounded-full">
        <Paperclip className="size-5" aria-hidden="true" />
      </IconButton>
    </>
  );
}
