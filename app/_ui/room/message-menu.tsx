"use client";

import { Menu } from "@base-ui/react/menu";
import { Copy, Ellipsis, MailOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, type Ref, useCallback, useContext, useRef, useState } from "react";
import type { Message } from "../../../lib/protocol";
import { menuItem } from "../menu-style";
import { useHere } from "./here";
import { MessageActItems } from "./message-act-items";

type Open = (message: Message, at: HTMLElement) => void;
const OpenMenu = createContext<Open | undefined>(undefined);

interface MessageMenusProps {
  onMarkUnread: (seq: number) => void;
  children: ReactNode;
}

/** One menu for all messages within: it opens where its message's button is. */
export function MessageMenus({ onMarkUnread, children }: MessageMenusProps) {
  const t = useTranslations("unread");
  const { preview } = useHere();
  const [message, setMessage] = useState<Message>();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLElement>(null);
  const open = useCallback<Open>(
    (of, at) => {
      // Nothing can be done with it.
      if (preview && of.deletedAt) return;
      button.current = at;
      setMessage(of);
      setOpen(true);
    },
    [preview],
  );
  return (
    <OpenMenu value={open}>
      {children}
      <Menu.Root modal={false} open={isOpen} onOpenChange={setOpen}>
        <Menu.Portal>
          <Menu.Positioner anchor={button} sideOffset={4} align="end" className="z-40">
            <Menu.Popup finalFocus={button} className="popup w-64 origin-(--transform-origin) p-1.5">
              {message && <MessageActItems message={message} />}
              {message && !message.deletedAt && <CopyItem text={message.body} />}
              {!preview && (
                <Menu.Item className={menuItem} onClick={() => message && onMarkUnread(message.seq)}>
                  <MailOpen className="size-4 text-muted" aria-hidden="true" />
                  {t("mark")}
                </Menu.Item>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </OpenMenu>
  );
}

function CopyItem({ text }: { text: string }) {
  const t = useTranslations("act");
  return (
    <Menu.Item className={menuItem} onClick={() => void navigator.clipboard?.writeText(text).catch(() => {})}>
      <Copy className="size-4 text-muted" aria-hidden="true" />
      {t("copy")}
    </Menu.Item>
  );
}

/** Beside a message, which a finger may be held on instead; where there is a mouse, only while it points there. */
export function MessageMenuButton({ message, ref }: { message: Message; ref: Ref<HTMLButtonElement> }) {
  const t = useTranslations("unread");
  const open = useContext(OpenMenu);
  if (!open) return null;
  return (
    <button
      ref={ref}
      type="button"
      aria-haspopup="menu"
      aria-label={t("menu")}
      onClick={(event) => open(message, event.currentTarget)}
      className="inline-flex size-8 shrink-0 items-center justify-center self-center rounded-lg text-muted opacity-50 transition-opacity group-focus-within/line:opacity-100 group-hover/line:opacity-100 hover:bg-sunken hover:text-ink pointer-fine:opacity-0 pointer-fine:focus-visible:opacity-100 pointer-fine:group-hover/line:opacity-100"
    >
      <Ellipsis className="size-4" aria-hidden="true" />
    </button>
  );
}
