"use client";

import { Ban, Crown, MessageCircle, Shield, UserMinus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAction } from "@/app/_ui/api/use-action";
import { useBlocked } from "@/app/_ui/inbox/blocked";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { FormError } from "@/app/_ui/kit/form-error";
import { BlockAction } from "@/app/_ui/room/direct/block-action";
import type { FoundRole } from "@/app/_ui/room/members/use-role-of";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import type { RoomAnswer } from "@/lib/protocol/http/rooms";
import type { Role } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";
import { may } from "@/lib/shared/permissions";
import { HandOver } from "./hand-over";
import { PersonAction } from "./person-action";
import { type ConfirmedAction, PersonQuestion } from "./person-question";

interface PersonActsProps {
  user: User;
  role: FoundRole;
  close: () => void;
}

/** The actions that the user may take on a person. Those that are hard to undo ask for confirmation. */
export function PersonActions({ user, role, close }: PersonActsProps) {
  const t = useTranslations("person");
  const { room, role: mine, membersChanged } = useRoomContext();
  const { act, busy, error } = useAction((code) => (code === "user_not_found" ? t("unreachable") : undefined));
  const isBlocked = useBlocked().ids.has(user.id);
  const router = useRouter();
  const { hub } = useInboxHub();
  const [asked, setAsked] = useState<Exclude<ConfirmedAction, "block"> | "handOver">();
  const [wasAsked, setWasAsked] = useState(false);
  const inRoom = `/api/rooms/${room.id}`;

  async function talk() {
    const answer = await act<RoomAnswer>("direct", "/api/directs", { method: "POST", body: { userId: user.id } });
    if (!answer) return;
    hub.refresh();
    router.push(`/rooms/${answer.data.room.id}`);
  }
  async function change(...call: Parameters<typeof act>) {
    if (!(await act(...call))) return setAsked(undefined);
    membersChanged();
    close();
  }
  const setRole = (to: Role) => change(to, `${inRoom}/members/${user.id}`, { method: "PATCH", body: { role: to } });
  const serious = {
    kick: () => change("kick", `${inRoom}/members/${user.id}`, { method: "DELETE" }),
    ban: () => change("ban", `${inRoom}/bans/${user.id}`, { method: "PUT" }),
  };

  if (user.username === DELETED_USERNAME) return null;
  const back = () => {
    setAsked(undefined);
    setWasAsked(true);
  };
  if (asked === "handOver") {
    const done = () => {
      membersChanged();
      close();
    };
    return <HandOver user={user} done={done} back={back} />;
  }
  if (asked) {
    return (
      <PersonQuestion asked={asked} name={user.username} busy={busy !== undefined} yes={serious[asked]} no={back} />
    );
  }
  const target = role === "gone" ? "member" : role;
  const isMember = role !== "gone";
  const can = (what: Parameters<typeof may>[1]) => !room.direct && target !== "unknown" && may(mine, what, target);
  return (
    <div ref={wasAsked ? focusFirst : undefined} className="-mx-2 mt-3 -mb-2 flex flex-col">
      {room.direct?.id !== user.id && !isBlocked && (
        <PersonAction icon={MessageCircle} label={t("direct")} busy={busy === "direct"} onPress={talk} />
      )}
      {isMember && can("setRole") && (
        <PersonAction
          icon={Shield}
          label={t(role === "admin" ? "makeMember" : "makeAdmin")}
          busy={busy === "admin" || busy === "member"}
          onPress={() => setRole(role === "admin" ? "member" : "admin")}
        />
      )}
      {isMember && can("handOver") && (
        <PersonAction icon={Crown} label={t("handOver")} onPress={() => setAsked("handOver")} />
      )}
      {isMember && can("kick") && (
        <PersonAction icon={UserMinus} label={t("kick")} danger onPress={() => setAsked("kick")} />
      )}
      {can("ban") && <PersonAction icon={Ban} label={t("ban")} danger onPress={() => setAsked("ban")} />}
      <BlockAction user={user} close={close} />
      <FormError>{error}</FormError>
    </div>
  );
}

/** After a confirmation closes, the focus stays in the card. */
function focusFirst(list: HTMLElement | null) {
  list?.querySelector("button")?.focus();
}
