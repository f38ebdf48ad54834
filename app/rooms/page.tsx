import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { ownInvites } from "../../db/invites";
import { listRooms } from "../../db/rooms";
import { ownInvitesAnswer, roomsAnswer, roomsQuery } from "../../lib/api";
import { database } from "../_server/services";
import { RoomsSkeleton } from "../_ui/rooms/rooms-skeleton";
import { RoomsView } from "../_ui/rooms/rooms-view";
import { TopBar } from "../_ui/top-bar";
import { signedInAt } from "./signed-in";

interface Props {
  searchParams: Promise<{ query?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("rooms");
  return { title: t("title") };
}

export default async function RoomsPage({ searchParams }: Props) {
  const search = roomsQuery.shape.query.catch("").parse((await searchParams).query);
  const me = await signedInAt(search ? `/rooms?query=${encodeURIComponent(search)}` : "/rooms");
  return (
    <div className="flex min-h-dvh flex-col">
      <TopBar username={me.username} narrow />
      <main id="main" className="mx-auto w-full max-w-3xl flex-1 px-4 pt-3 pb-[max(2rem,env(safe-area-inset-bottom))]">
        <Suspense fallback={<RoomsSkeleton />}>
          <FirstPage userId={me.id} search={search} />
        </Suspense>
      </main>
    </div>
  );
}

async function FirstPage({ userId, search }: { userId: string; search: string }) {
  const [page, invites] = await Promise.all([
    listRooms(database(), userId, roomsQuery.parse({ query: search })),
    ownInvites(database(), userId),
  ]);
  return (
    <RoomsView
      initial={roomsAnswer.parse(page)}
      initialQuery={search}
      invites={ownInvitesAnswer.parse({ invites })}
      loadedAt={Date.now()}
    />
  );
}
