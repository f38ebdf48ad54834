import type { ReactNode } from "react";
import { webEnv } from "../../lib/env";
import { currentUser } from "../_server/session";
import { LiveShell } from "../_ui/live/live-shell";

export default async function RoomsLayout({ children }: { children: ReactNode }) {
  const me = await currentUser();
  // The page within leads a stranger to the door.
  if (!me) return children;
  const { id, username } = me.user;
  return (
    <LiveShell me={{ id, username }} host={webEnv().NEXT_PUBLIC_PARTYKIT_HOST}>
      {children}
    </LiveShell>
  );
}
