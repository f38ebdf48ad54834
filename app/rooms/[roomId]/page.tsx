import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { PageMessages } from "@/app/_i18n/page-messages";
import { renderedTicket } from "@/app/_server/rooms/room-ticket";
import { database, redis } from "@/app/_server/services";
import { QueryCache } from "@/app/_ui/api/query-cache";
import { PageUserProvider } from "@/app/_ui/auth/page/page-user-provider";
import { ServerUserMenu } from "@/app/_ui/layout/top-bar";
import { treesOf } from "@/app/_ui/room/messages/format/render-trees";
import { splitLinks } from "@/app/_ui/room/messages/links/links";
import { RoomView } from "@/app/_ui/room/room-view";
import { signedInAt } from "@/app/rooms/signed-in";
import { calledMembers } from "@/db/queries/members";
import { recentWindow } from "@/db/queries/messages";
import { findRoom } from "@/db/queries/rooms";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import { textOf } from "@/lib/events/files";
import { roomAnswer } from "@/lib/protocol/http/rooms";
import { storageSettings, webEnv } from "@/lib/server/env";
import { recentCache } from "@/lib/server/redis/recent";
import { isUuidV7, newId } from "@/lib/shared/ids";

interface Props {
  params: Promise<{ roomId: string }>;
  searchParams: Promise<{ at?: string | string[] }>;
}

/** Room and visitor, read once for both the title and the page. A room that the visitor may not know of is "not found" (D2). */
const enter = cache(async (roomId: string, at: string | string[] = []) => {
  // The address may name a message; the sign-in leads there too.
  const seq = typeof at === "string" && /^\d{1,16}$/.test(at) ? `?at=${at}` : "";
  const me = await signedInAt(`/rooms/${roomId}${seq}`);
  const room = isUuidV7(roomId) ? await findRoom(database(), roomId, me.id) : undefined;
  return room ? { me, room } : notFound();
});

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { room } = await enter((await params).roomId, (await searchParams).at);
  if (room.direct?.username === DELETED_USERNAME) return { title: (await getTranslations("app"))("deletedUser") };
  return { title: room.direct?.username ?? room.name };
}

/** With the members whom the messages may mention, so that the page never shows the beginning of a longer name as a mention. */
async function firstMessages(roomId: string, reading: ReturnType<typeof recentWindow>) {
  const { messages, head } = await reading;
  const newestFirst = messages.toReversed().map(textOf);
  const called = await calledMembers(database(), roomId, newestFirst);
  return { messages, head, called: called.map(({ user }) => user) };
}

export default async function RoomPage({ params, searchParams }: Props) {
  const { me, room } = await enter((await params).roomId, (await searchParams).at);
  const env = webEnv();
  const recent = recentCache(redis(), env.KEY_PREFIX, room.id);
  const [{ messages, head, called }, ticket] = await Promise.all([
    firstMessages(room.id, recentWindow(database(), recent, room.id, room.headSeq)),
    renderedTicket(room.id),
  ]);
  return (
    <PageMessages page="room">
      <PageUserProvider user={{ id: me.id, username: me.username }}>
        <QueryCache key={room.id}>
          <RoomView
            room={roomAnswer.shape.room.parse(room)}
            you={{ id: me.id, username: me.username }}
            host={env.NEXT_PUBLIC_PARTYKIT_HOST}
            initial={{ messages, head, called }}
            storesFiles={storageSettings(env) !== undefined}
            trees={treesOf(messages, me, room.mine !== undefined, called)}
            description={splitLinks(room.description)}
            ticket={ticket}
            renderId={newId()}
            menu={<ServerUserMenu username={me.username} />}
          />
        </QueryCache>
      </PageUserProvider>
    </PageMessages>
  );
}
