import Link from "next/link";
import type { ReactNode } from "react";

interface EntryCardProps {
  title: string;
  lead: string;
  /** The question and the link to the other page (sign-in or sign-up); undefined if that page offers nothing to this visitor. */
  other?: { text: string; link: string; href: string };
  children: ReactNode;
}

/** The frame that sign-up and sign-in share. */
export function EntryCard({ title, lead, other, children }: EntryCardProps) {
  return (
    <main id="main" className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center px-4 py-8 sm:pb-24">
      <div className="rounded-3xl border border-line bg-surface p-6 shadow-card sm:p-8">
        <h1 className="text-2xl font-bold tracking-tight">{title}</h1>
        <p className={`mt-1 text-muted wrap-anywhere ${children ? "mb-6" : ""}`}>{lead}</p>
        {children}
      </div>
      {other && (
        <p className="mt-4 text-center text-sm text-muted">
          {other.text}{" "}
          <Link
            href={other.href}
            prefetch={false}
            className="inline-flex min-h-11 items-center px-1 font-semibold text-accent underline-offset-4 hover:underline"
          >
            {other.link}
          </Link>
        </p>
      )}
    </main>
  );
}
