import { PaperDoor, TeaTable } from "./pictures";

/** A conversation between two leaves of a paper door. */
export function RoomPicture({ label, lines }: { label: string; lines: [string, string, string] }) {
  const [first, second, third] = lines;
  return (
    <div
      role="img"
      aria-label={label}
      className="relative isolate mx-auto flex w-full max-w-md overflow-hidden rounded-3xl border-4 border-wood bg-glow shadow-float"
    >
      <PaperDoor className="w-1/5 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-col gap-2.5 p-4 pb-0 text-sm sm:p-5 sm:pb-0">
        <Bubble className="self-start rounded-bl-md bg-raised">{first}</Bubble>
        <Bubble className="self-end rounded-br-md bg-accent-soft">{second}</Bubble>
        <Bubble className="self-start rounded-bl-md bg-raised">{third}</Bubble>
        <TeaTable className="mx-auto mt-3 -mb-1 w-32" />
      </div>
      <PaperDoor className="w-1/5 shrink-0" />
    </div>
  );
}

function Bubble({ className, children }: { className: string; children: string }) {
  return <span className={`max-w-full rounded-2xl px-3.5 py-2 shadow-card ${className}`}>{children}</span>;
}
