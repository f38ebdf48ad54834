import { type ReactNode, useId } from "react";

export function Section({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-3xl border border-line bg-surface p-6 shadow-card">
      <h2 id={id} className="text-lg font-bold tracking-tight">
        {title}
      </h2>
      <p className="mt-0.5 mb-4 text-muted">{lead}</p>
      {children}
    </section>
  );
}
