import type { ReactNode } from "react";
import { TeaTable } from "@/app/_ui/layout/pictures";

interface NoticeProps {
  title: string;
  body?: string;
  /** The heading's level: 1 if the notice is the whole page. */
  level?: 1 | 2;
  children?: ReactNode;
}

/** Shown instead of content: an empty list, a missing page, an error. */
export function Notice({ title, body, level = 2, children }: NoticeProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center px-6 py-12 text-center">
      <TeaTable className="mb-5 w-36" />
      <Heading className="text-xl font-bold tracking-tight text-balance wrap-anywhere">{title}</Heading>
      {body && <p className="mt-1.5 text-muted text-balance">{body}</p>}
      {children && <div className="mt-6 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
