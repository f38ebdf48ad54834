"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Copy, Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useCopy } from "@/app/_ui/hooks/use-copy";
import { Button } from "@/app/_ui/kit/button";
import { useConfirmLeave } from "./use-confirm-leave";

/** The dialog first ignores presses for this long: a double click on the button that requested the code must not close it. */
const ARMED_AFTER_MS = 600;
/** Safari reads a downloaded file only some time after the press. The same time as in FileSaver.js. */
const FILE_KEPT_MS = 40_000;

export interface RecoveryCodeProps {
  /** Undefined: nothing is shown. */
  code: string | undefined;
  username: string;
  /** A warning to show before the user continues. */
  notice?: ReactNode;
  /** Called once the user has confirmed that the code is saved. */
  done: () => void;
}

/**
 * The only view of a recovery code. The dialog closes only when the owner confirms that the code is saved: not by a held or
 * repeated key, a double click, Escape or Back; and the browser asks before the page is closed.
 */
export function RecoveryCode({ code, ...rest }: RecoveryCodeProps) {
  // Removed at once, without a close animation: its backdrop would wait for the removed dialog forever and catch every press.
  if (code === undefined) return null;
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Viewport className="fixed inset-0 z-50 flex items-center-safe justify-center overflow-y-auto p-4">
          <CodeView code={code} {...rest} />
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function CodeView({ code, username, notice, done }: RecoveryCodeProps & { code: string }) {
  const t = useTranslations("recovery");
  const popup = useRef<HTMLDivElement>(null);
  const id = useId();
  const armed = useArmed();
  const [saved, setSaved] = useState(false);
  useConfirmLeave(!saved);
  return (
    // The focus goes to the dialog itself, so that a held key presses no button.
    <Dialog.Popup ref={popup} initialFocus={popup} className="popup w-full max-w-md p-6">
      <Dialog.Title className="text-xl font-bold tracking-tight">{t("title")}</Dialog.Title>
      <Dialog.Description className="mt-1 mb-4 text-muted">{t("lead")}</Dialog.Description>
      {notice}
      <p
        data-testid="recovery-code"
        translate="no"
        className="rounded-xl border border-line bg-sunken p-4 text-center font-mono text-lg leading-8 tracking-wide select-all"
      >
        <Groups code={code} />
      </p>
      <SaveCode code={code} username={username} />
      <label htmlFor={id} className="mt-2 flex min-h-11 cursor-pointer items-center gap-3 font-semibold">
        <input
          id={id}
          type="checkbox"
          className="size-5 shrink-0 accent-accent"
          checked={saved}
          disabled={!armed}
          onChange={(event) => setSaved(event.target.checked)}
        />
        {t("kept")}
      </label>
      <Button
        className="mt-3 w-full disabled:opacity-50"
        disabled={!armed || !saved}
        onKeyDown={(event) => event.repeat && event.preventDefault()}
        onClick={done}
      >
        {t("goOn")}
      </Button>
    </Dialog.Popup>
  );
}

/** The groups in even lines: a browser does not break a line between a hyphen and a digit. */
function Groups({ code }: { code: string }) {
  const groups = code.match(/[^-]+-?/g) ?? [];
  return (
    <span className="inline-block max-w-[calc(20ch+1em)] text-left">
      {groups.map((group, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two groups may be the same.
        <span key={i} className="inline-block">
          {group}
        </span>
      ))}
    </span>
  );
}

function useArmed(): boolean {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), ARMED_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return armed;
}

function SaveCode({ code, username }: { code: string; username: string }) {
  const t = useTranslations("recovery");
  const { copy, outcome } = useCopy();
  return (
    <>
      <div className="mt-3 flex gap-2">
        <Button
          look="secondary"
          className="flex-1"
          onClick={(event) => void copy(code, event.currentTarget.parentElement)}
        >
          <Copy className="size-4" aria-hidden="true" />
          {t("copy")}
        </Button>
        <Button look="secondary" className="flex-1" onClick={() => save(t("file", { name: username, code }))}>
          <Download className="size-4" aria-hidden="true" />
          {t("download")}
        </Button>
      </div>
      <p role="status" className="mt-2 min-h-5 text-sm text-muted">
        {outcome && t(outcome)}
      </p>
    </>
  );
}

function save(text: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = "sarangbang-recovery-code.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), FILE_KEPT_MS);
}
