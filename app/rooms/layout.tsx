import type { ReactNode } from "react";
import { currentUser } from "@/app/_server/auth/session";
import { liveProps } from "@/app/_server/live-props";
import { LiveShell } from "@/app/_ui/rooms/live-shell";

export default async function RoomsLayout({ children }: { children: ReactNode }) {
  const me = await currentUser();
  // The page redirects a visitor who is not signed in.
  if (!me) return children;
  return <LiveShell {...(await liveProps(me.user))}>{children}</LiveShell>;
}
