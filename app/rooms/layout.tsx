import type { ReactNode } from "react";
import { listBlocked } from "../../db/blocks";
import { BLOCKS_MAX, blocksAnswer } from "../../lib/api";
import { webEnv } from "../../lib/env";
import { database } from "../_server/services";
import { currentUser } from "../_server/session";
import { LiveShell } from "../_ui/live/live-shell";

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
