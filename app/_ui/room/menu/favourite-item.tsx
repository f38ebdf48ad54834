"use client";

import { Menu } from "@base-ui/react/menu";
import { Star } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import { menuItem } from "@/app/_ui/kit/menu-style";
import { useRoomContext } from "@/app/_ui/room/room-context";

/** The room menu's item that adds the room to the user's favourites, or removes it. */
export function FavouriteItem() {
  const t = useTranslations("notify");
  const { room } = useRoomContext();
  const { rooms: own, favour } = useOwnRoomList();
  const [failed, setFailed] = useState(false);
  const mine = own.rooms.find(({ id }) => id === room.id)?.mine ?? room.mine;
  if (!mine) return null;
  const isFavourite = mine.favourite ?? false;
  return (
    <>
      <Menu.CheckboxItem
        checked={isFavourite}
        onCheckedChange={async (checked) => setFailed(!(await favour(room.id, checked)))}
        className={menuItem}
      >
        <Star className={`size-4 ${isFavourite ? "fill-current text-accent" : "text-muted"}`} aria-hidden="true" />
        {t("favourite")}
      </Menu.CheckboxItem>
      {failed && (
        <p role="alert" className="px-3 pb-2 text-sm text-danger">
          {t("failed")}
        </p>
      )}
    </>
  );
}
