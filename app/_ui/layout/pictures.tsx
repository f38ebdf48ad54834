/** A low table with a steaming cup. */
export function TeaTable({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 144 96" className={className} aria-hidden="true" fill="none" strokeLinecap="round">
      <ellipse cx="72" cy="88" rx="62" ry="5" className="fill-sunken" />
      <path d="M20 56h104v7H20Z" className="fill-wood" />
      <path d="M32 63l-4 24M112 63l4 24M46 63l-2 14M98 63l2 14" className="stroke-wood" strokeWidth="5" />
      <path d="M52 34h34c0 13-5 20-17 20s-17-7-17-20Z" className="fill-raised stroke-line-strong" strokeWidth="2.5" />
      <path d="M86 38c8-1 9 9-3 10" className="stroke-line-strong" strokeWidth="2.5" />
      <path d="M62 26c-4-5 4-7 0-13M75 26c-4-5 4-7 0-13" className="stroke-accent" strokeWidth="2.5" />
    </svg>
  );
}

/** One leaf of a paper door: wooden bars over lit paper. */
export function PaperDoor({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 80 160" preserveAspectRatio="none" className={className} aria-hidden="true" fill="none">
      <rect x="2" y="2" width="76" height="156" className="fill-glow stroke-wood" strokeWidth="4" />
      <path d="M21 2v156M40 2v156M59 2v156" className="stroke-wood" strokeWidth="1.6" />
      <path d="M2 18h76M2 28h76M2 75h76M2 85h76M2 132h76M2 142h76" className="stroke-wood" strokeWidth="1.6" />
    </svg>
  );
}
