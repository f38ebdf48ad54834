import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { database } from "@/app/_server/services";
import { QueryCache } from "@/app/_ui/api/query-cache";
import { PageUserProvider } from "@/app/_ui/auth/page/page-user-provider";
import { TopBar } from "@/app/_ui/layout/top-bar";
import { NotificationsButton } from "@/app/_ui/notifications/notifications-button";
import { RoomsView } from "@/app/_ui/rooms/rooms-view";
import type { View } from "@/app/_ui/rooms/use-room-lists";
import { ownInvites } from "@/db/queries/invites";
import { firstOwnRooms, listRooms } from "@/db/queries/rooms";
import { ownInvitesAnswer } from "@/lib/protocol/http/invites";
import { roomsAnswer, roomsQuery } from "@/lib/protocol/http/rooms";
import { signedInAt } from "./signed-in";

/** The server renders this many own rooms; the browser loads the rest. */
const FIRST_OWN_ROOMS = 50;

interface Props {
  searchParams: Promise<{ query?: string | string[]; view?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("rooms");
  return { title: t("title") };
}

export default async function RoomsPage({ searchParams }: Props) {
  const asked = await searchParams;
  const query = roomsQuery.shape.query.catch("").parse(asked.query);
  const view = asked.view === "discover" ? "discover" : "mine";
  const me = await signedInAt(query ? `/rooms?query=${encodeURIComponent(query)}` : "/rooms");
  return (
    <PageUserProvider user={{ id: me.id, username: me.username }}>
      <div className="flex min-h-dvh flex-col">
        <TopBar username={me.username} narrow>
          <NotificationsButton className="relative" />
        </TopBar>
        <main
          id="main"
          className="mx-auto w-full max-w-3xl flex-1 px-4 pt-3 pb-[max(2rem,env(safe-area-inset-bottom))]"
        >
          {/* Not in a Suspense: React shows a part that follows its fallback 300 ms late, and the queries take less. */}
          <FirstPage userId={me.id} initial={{ view, query }} />
        </main>
      </div>
    </PageUserProvider>
  );
}

async function FirstPage({ userId, initial }: { userId: string; initial: { view: View; query: string } }) {
  const [own, invites] = await Promise.all([
    firstOwnRooms(database(), userId, FIRST_OWN_ROOMS),
    ownInvites(database(), userId),
  ]);
  const isDiscoverShown = initial.view === "discover" || initial.query !== "" || own.rooms.length === 0;
  const discover =
    isDiscoverShown &&
    (await listRooms(database(), userId, roomsQuery.parse({ query: initial.query, scope: "discover" })));
  return (
    <QueryCache>
      <RoomsView
        own={roomsAnswer.parse(own)}
        discover={discover ? roomsAnswer.parse(discover) : undefined}
        initial={initial}
        invites={ownInvitesAnswer.parse({ invites })}
        loadedAt={Date.now()}
      />
    </QueryCache>
  );
}
