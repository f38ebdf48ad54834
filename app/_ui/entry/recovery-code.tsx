"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Copy, Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "../button";

interface RecoveryCodeProps {
  /** None: nothing is shown. */
  code: string | undefined;
  username: string;
  /** Called once its owner has kept it. */
  done: () => void;
}

/** The one time that a recovery code is seen. It goes away by its own button only, so that no slip of the hand loses it. */
export function RecoveryCode({ code, username, done }: RecoveryCodeProps) {
  const t = useTranslations("recovery");
  const kept = useRef<HTMLButtonElement>(null);
  return (
    <Dialog.Root open={code !== undefined}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Viewport className="fixed inset-0 z-50 flex items-center justify-center overflow-y-auto p-4">
          <Dialog.Popup initialFocus={kept} className="popup w-full max-w-md p-6">
            <Dialog.Title className="text-xl font-bold tracking-tight">{t("title")}</Dialog.Title>
            <Dialog.Description className="mt-1 mb-4 text-muted">{t("lead")}</Dialog.Description>
            <p
              data-testid="recovery-code"
              className="rounded-xl border border-line bg-sunken p-4 text-center font-mono text-lg leading-8 tracking-wide select-all"
            >
              {code}
            </p>
            <Keep code={code ?? ""} username={username} />
            <Button ref={kept} className="mt-4 w-full" onClick={done}>
              {t("kept")}
            </Button>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Keep({ code, username }: { code: string; username: string }) {
  const t = useTranslations("recovery");
  const [said, setSaid] = useState<"copied" | "uncopied">();
  const copy = () =>
    navigator.clipboard.writeText(code).then(
      () => setSaid("copied"),
      () => setSaid("uncopied"),
    );
  return (
    <>
      <div className="mt-3 flex gap-2">
        <Button look="secondary" className="flex-1" onClick={copy}>
          <Copy className="size-4" aria-hidden="true" />
          {t("copy")}
        </Button>
        <Button look="secondary" className="flex-1" onClick={() => save(t("file", { name: username, code }))}>
          <Download className="size-4" aria-hidden="true" />
          {t("download")}
        </Button>
      </div>
      <p role="status" className="mt-2 min-h-5 text-sm text-muted">
        {said && t(said)}
      </p>
    </>
  );
}

function save(text: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = "sarangbang-recovery-code.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}
