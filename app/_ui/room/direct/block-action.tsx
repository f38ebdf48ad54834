"use client";

import { UserRoundCheck, UserRoundX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useBlocked } from "@/app/_ui/inbox/blocked";
import { FormError } from "@/app/_ui/kit/form-error";
import { PersonAction } from "@/app/_ui/room/members/profile/person-action";
import { PersonQuestion } from "@/app/_ui/room/members/profile/person-question";
import type { User } from "@/lib/protocol/room";
import { useBlock } from "./use-block";

/** In a person's card: blocks them after a confirmation, or unblocks them. */
export function BlockAction({ user, close }: { user: User; close: () => void }) {
  const t = useTranslations("person");
  const isBlocked = useBlocked().ids.has(user.id);
  const { block, unblock, busy, error } = useBlock();
  const [asks, setAsks] = useState(false);
  const [wasAsked, setWasAsked] = useState(false);
  const cancel = () => {
    setAsks(false);
    setWasAsked(true);
  };
  async function change(by: typeof block) {
    if (await by(user)) close();
    setAsks(false);
  }
  return (
    <>
      {isBlocked ? (
        <PersonAction icon={UserRoundCheck} label={t("unblock")} busy={busy} onPress={() => change(unblock)} />
      ) : asks ? (
        <div className="px-2 pb-2">
          <PersonQuestion asked="block" name={user.username} busy={busy} yes={() => change(block)} no={cancel} />
        </div>
      ) : (
        <PersonAction
          ref={wasAsked ? focus : undefined}
          icon={UserRoundX}
          label={t("block")}
          danger
          onPress={() => setAsks(true)}
        />
      )}
      <FormError>{error}</FormError>
    </>
  );
}

/** After the confirmation closes, the focus returns to the button that opened it. */
function focus(button: HTMLButtonElement | null) {
  button?.focus();
}
