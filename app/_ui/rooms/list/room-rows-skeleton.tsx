const ROWS = ["w-40", "w-56", "w-32", "w-48", "w-44", "w-36"];

export function RoomRowsSkeleton({ compact = false }: { compact?: boolean }) {
  const look = compact ? "" : "divide-y divide-line rounded-2xl border border-line bg-surface shadow-card";
  return (
    <ul aria-hidden="true" className={look}>
      {ROWS.map((width) => (
        <li key={width} className="flex items-center gap-3.5 px-3.5 py-3.5">
          <span className="skeleton size-12 shrink-0 rounded-2xl" />
          <span className="flex-1">
            <span className={`skeleton block h-4 ${width} max-w-full`} />
            <span className="skeleton mt-2.5 block h-3.5 w-3/4" />
          </span>
        </li>
      ))}
    </ul>
  );
}
