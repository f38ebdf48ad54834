import type { ReactNode } from "react";
import { PageMessages } from "@/app/_i18n/page-messages";
import { currentUser } from "@/app/_server/auth/session";
import { liveProps } from "@/app/_server/live-props";
import { LiveShell } from "@/app/_ui/rooms/live-shell";

export default async function RoomsLayout({ children }: { children: ReactNode }) {
  const me = await currentUser();
  // The page redirects a visitor who is not signed in.
  if (!me) return children;
  return (
    <PageMessages page="rooms">
      <LiveShell {...(await liveProps(me.user))}>{children}</LiveShell>
    </PageMessages>
  );
}
