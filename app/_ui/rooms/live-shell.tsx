"use client";

import { useSelectedLayoutSegment } from "next/navigation";
import { PageUserProvider } from "@/app/_ui/auth/page/page-user-provider";
import { Live, type LiveProps } from "@/app/_ui/inbox/live";
import { Shortcuts } from "@/app/_ui/shortcuts/shortcuts";
import { Sidebar } from "./sidebar";

/** Wraps the rooms page and every room, so that they share one inbox and one list. The list is beside the room if there is space. */
export function LiveShell({ children, ...live }: Omit<LiveProps, "openRoom">) {
  const roomId = useSelectedLayoutSegment();
  return (
    <PageUserProvider user={live.me}>
      <Live {...live} openRoom={roomId ?? undefined}>
        <Shortcuts roomId={roomId ?? undefined}>
          <div className={roomId ? "lg:flex" : ""}>
            {roomId && <Sidebar current={roomId} />}
            <div className="min-w-0 flex-1">{children}</div>
          </div>
        </Shortcuts>
      </Live>
    </PageUserProvider>
  );
}
