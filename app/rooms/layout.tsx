import type { ReactNode } from "react";
import { currentUser } from "@/app/_server/auth/session";
import { database } from "@/app/_server/services";
import { LiveShell } from "@/app/_ui/inbox/live-shell";
import { listBlocked } from "@/db/queries/blocks";
import { BLOCKS_MAX, blocksAnswer } from "@/lib/protocol/http/members";
import { webEnv } from "@/lib/server/env";

export default async function RoomsLayout({ children }: { children: ReactNode }) {
  const me = await currentUser();
  // The page within leads a stranger to the door.
  if (!me) return children;
  const { id, username } = me.user;
  const blocked = await listBlocked(database(), id, BLOCKS_MAX);
  return (
    <LiveShell
      me={{ id, username }}
      host={webEnv().NEXT_PUBLIC_PARTYKIT_HOST}
      blocked={blocksAnswer.parse({ blocked }).blocked}
    >
      {children}
    </LiveShell>
  );
}
