import type { ReactNode } from "react";
import { liveProps } from "../_server/live-props";
import { currentUser } from "../_server/session";
import { LiveShell } from "../_ui/live/live-shell";

export default async function RoomsLayout({ children }: { children: ReactNode }) {
  const me = await currentUser();
  // The page within leads a stranger to the door.
  if (!me) return children;
  return <LiveShell {...(await liveProps(me.user))}>{children}</LiveShell>;
}
