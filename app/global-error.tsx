"use client";

import { useNewerBuild } from "./_ui/hooks/use-newer-build";
import "./globals.css";

/** Replaces the layout when the layout fails. The language is then unknown, so the page has both languages. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  useNewerBuild(error);
  return (
    <html lang="ko">
      <body>
        <title>사랑방 · Sarangbang</title>
        <main className="flex min-h-dvh flex-col items-center justify-center gap-4 px-6 text-center">
          <h1 className="text-xl font-bold">문이 잠시 열리지 않습니다</h1>
          <p lang="en" className="text-muted">
            The door is stuck for a moment. Your conversations are safe.
          </p>
          <button
            type="button"
            onClick={() => retry()}
            className="min-h-11 rounded-xl bg-accent px-5 font-semibold text-on-accent hover:bg-accent-strong"
          >
            다시 시도 · <span lang="en">Try again</span>
          </button>
        </main>
      </body>
    </html>
  );
}
