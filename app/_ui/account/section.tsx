import type { ReactNode } from "react";

export function Section({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <section className="rounded-3xl border border-line bg-surface p-6 shadow-card">
      <h2 className="text-lg font-bold tracking-tight">{title}</h2>
      <p className="mt-0.5 mb-4 text-muted">{lead}</p>
      {children}
    </section>
  );
}
