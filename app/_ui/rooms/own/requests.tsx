"use client";

import { MessageCircleQuestionMark } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Avatar } from "@/app/_ui/kit/avatar";
import type { LiveRoom } from "@/lib/client/room-list";
import { plainExcerpt } from "@/lib/events/excerpt";

/** Requests: direct rooms that strangers have opened, above the list of rooms. The link to one opens a preview. */
export function Requests({ requests, current }: { requests: readonly LiveRoom[]; current?: string }) {
  const t = useTranslations("request");
  const nameOf = useDisplayName();
  if (requests.length === 0) return null;
  return (
    <section aria-label={t("title")} className="mb-3 rounded-2xl border border-line bg-accent-soft px-1.5 py-2.5">
      <h2 className="flex items-center gap-2 px-2 pb-1 text-sm font-semibold">
        <MessageCircleQuestionMark className="size-4 text-accent" aria-hidden="true" />
        {t("title")}
      </h2>
      <ul>
        {requests.map(({ id, direct, lastMessage }) => (
          <li key={id}>
            <Link
              href={`/rooms/${id}`}
              prefetch={false}
              aria-current={id === current ? "page" : undefined}
              className="flex min-h-11 items-center gap-2.5 rounded-xl px-2 py-1.5 hover:bg-sunken/60 focus-visible:-outline-offset-2 aria-[current=page]:bg-surface"
            >
              <Avatar name={nameOf(direct?.username ?? "")} className="size-9 rounded-full" />
              <span className="min-w-0 flex-1">
                <bdi className="block truncate font-semibold">{nameOf(direct?.username ?? "")}</bdi>
                <span className="block truncate text-sm text-muted">
                  {lastMessage ? <bdi>{plainExcerpt(lastMessage.body)}</bdi> : t("empty")}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
