"use client";

import { Dialog } from "@base-ui/react/dialog";
import { ChevronLeft, ChevronRight, Download, ImageOff, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, type KeyboardEvent, type RefObject, type TouchEvent, useRef, useState } from "react";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import { isPicture } from "./file-boxes";
import { FileName } from "./file-card";
import { useFileSize } from "./file-size";
import { fileUrl } from "./file-url";

export interface ImageViewerProps {
  /** A message's files. */
  files: readonly FileDescriptor[];
  /** Id of the shown image; undefined: the viewer is closed. */
  shown: string | undefined;
  show: (id: string) => void;
  close: () => void;
}

/** Shows a message's images one at a time, as large as the screen allows. */
export function ImageViewer({ files, shown, show, close }: ImageViewerProps) {
  const closeButton = useRef<HTMLButtonElement>(null);
  return (
    <Dialog.Root open={shown !== undefined} onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-film/95 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          data-testid="image-viewer"
          // Not the first control, which downloads.
          initialFocus={closeButton}
          className="fixed inset-0 z-50 flex flex-col text-on-film outline-none transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <Shown images={files.filter(isPicture)} {...{ shown, show, close, closeButton }} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ShownProps extends Omit<ImageViewerProps, "files"> {
  images: FileDescriptor[];
  closeButton: RefObject<HTMLButtonElement | null>;
}

function Shown({ images, shown, show, close, closeButton }: ShownProps) {
  const t = useTranslations("files");
  const app = useTranslations("app");
  const size = useFileSize();
  const { room } = useRoomContext();
  const found = images.findIndex(({ id }) => id === shown);
  // While the closed viewer disappears, it shows its last image.
  const [last, setLast] = useState(found);
  if (found >= 0 && found !== last) setLast(found);
  const at = found >= 0 ? found : last;
  const file = images[at];
  const step = (by: number) => {
    const next = images[at + by];
    if (next) show(next.id);
  };
  const swipe = useSideways(step);
  if (!file) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys do what the two buttons do.
    <div className="contents" onKeyDown={arrowKeys(step)}>
      <header className="flex items-center gap-2 bg-film/80 px-3 py-1.5 pt-[max(0.375rem,env(safe-area-inset-top))]">
        <Dialog.Title className="min-w-0 flex-1 text-sm font-semibold">
          <FileName name={file.name} />
        </Dialog.Title>
        <p className="shrink-0 text-xs text-on-film/80">{size(file.size)}</p>
        <a
          href={fileUrl(room.id, file.id, "download")}
          download={file.name}
          aria-label={t("viewer.download")}
          className={ROUND}
        >
          <Download className="size-5" aria-hidden="true" />
        </a>
        <Dialog.Close ref={closeButton} aria-label={app("close")} className={ROUND}>
          <X className="size-5" aria-hidden="true" />
        </Dialog.Close>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: Escape and the button close it too. */}
      <div
        {...swipe}
        onClick={({ target, currentTarget }) => target === currentTarget && close()}
        className="relative flex min-h-0 flex-1 items-center justify-center p-2 sm:px-16"
      >
        <Picture key={file.id} file={file} src={fileUrl(room.id, file.id)} />
        {images.length > 1 && (
          <>
            <Step side="left" label={t("viewer.previous")} isEnd={at === 0} onClick={() => step(-1)} />
            <Step side="right" label={t("viewer.next")} isEnd={at === images.length - 1} onClick={() => step(1)} />
          </>
        )}
      </div>
      {images.length > 1 && (
        <p
          aria-live="polite"
          className="py-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] text-center text-sm tabular-nums"
        >
          {t("viewer.place", { index: at + 1, count: images.length })}
        </p>
      )}
    </div>
  );
}

const ROUND =
  "inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-film/60 text-on-film hover:bg-on-film/20 focus-visible:outline-on-film forced-colors:border";

interface StepProps extends ComponentProps<"button"> {
  side: "left" | "right";
  label: string;
  /** There is no image on this side. The button stays, and with it the keyboard focus. */
  isEnd: boolean;
}

function Step({ side, label, isEnd, ...rest }: StepProps) {
  const Icon = side === "left" ? ChevronLeft : ChevronRight;
  return (
    <button
      type="button"
      aria-label={label}
      aria-disabled={isEnd || undefined}
      {...rest}
      className={`${ROUND} absolute top-1/2 -translate-y-1/2 aria-disabled:opacity-30 ${side === "left" ? "left-2" : "right-2"}`}
    >
      <Icon className="size-6" aria-hidden="true" />
    </button>
  );
}

/** The image, over its thumbnail until it is loaded. */
function Picture({ file, src }: { file: FileDescriptor; src: string }) {
  const t = useTranslations("files");
  const [state, setState] = useState<"loading" | "loaded" | "failed">("loading");
  const [attempt, setAttempt] = useState(0);
  if (state === "failed") {
    return (
      <div className="flex flex-col items-center gap-2 text-center">
        <ImageOff className="size-8" aria-hidden="true" />
        <p role="alert">{t("unloaded")}</p>
        <button
          type="button"
          className="min-h-11 rounded-xl border border-on-film/60 px-4 font-semibold hover:bg-on-film/20"
          onClick={() => {
            setAttempt(attempt + 1);
            setState("loading");
          }}
        >
          {t("reload")}
        </button>
      </div>
    );
  }
  return (
    <>
      <img
        key={attempt}
        src={src}
        alt={file.name}
        width={file.width}
        height={file.height}
        onLoad={() => setState("loaded")}
        onError={() => setState("failed")}
        className={`max-h-full min-h-0 w-auto max-w-full object-contain ${state === "loading" ? "animate-pulse bg-on-film/10" : ""}`}
      />
      {state === "loading" && (
        <p role="status" className="pointer-events-none absolute bottom-3 rounded-lg bg-film/80 px-3 py-1 text-sm">
          {t("viewer.loading")}
        </p>
      )}
    </>
  );
}

function arrowKeys(step: (by: number) => void) {
  return (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    step(by);
  };
}

/** A shorter movement is a tap. */
const SWIPE_PX = 48;

/** Handlers for a swipe to the next or previous image. A zoomed page is moved instead. */
function useSideways(step: (by: number) => void) {
  const from = useRef<{ x: number; y: number }>(undefined);
  return {
    onTouchStart({ touches }: TouchEvent) {
      const isZoomed = (window.visualViewport?.scale ?? 1) > 1;
      const touch = touches.length === 1 && !isZoomed ? touches[0] : undefined;
      from.current = touch && { x: touch.clientX, y: touch.clientY };
    },
    onTouchEnd({ changedTouches: { 0: touch } }: TouchEvent) {
      const begun = from.current;
      from.current = undefined;
      if (!begun || !touch) return;
      const [x, y] = [touch.clientX - begun.x, touch.clientY - begun.y];
      if (Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y)) step(x < 0 ? 1 : -1);
    },
  };
}
