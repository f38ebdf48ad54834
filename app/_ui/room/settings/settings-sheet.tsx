"use client";

import { Tabs } from "@base-ui/react/tabs";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Sheet } from "@/app/_ui/kit/sheet";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { may } from "@/lib/shared/permissions";
import { SettingsAbout } from "./settings-about";
import { SettingsBans } from "./settings-bans";
import { SettingsEnd } from "./settings-end";
import { SettingsForm } from "./settings-form";
import { SettingsInvites } from "./settings-invites";

interface SettingsSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The settings that the user may change; the room's properties, if the user may change none. */
export function SettingsSheet({ open, onOpenChange }: SettingsSheetProps) {
  const t = useTranslations("settings");
  const { room, role: now } = useRoomContext();
  // While open, the sheet adds parts when the user gains a right, but removes none when the user loses one, so that typed text
  // stays. Saving it then fails and says why.
  const [role, setRole] = useState(now);
  const isGain = (["describe", "archive"] as const).some((act) => may(now, act) && !may(role, act));
  if (role !== now && (!open || isGain)) setRole(now);
  if (!may(role, "describe")) {
    return (
      <Sheet title={room.name} open={open} onOpenChange={onOpenChange} isText>
        <SettingsAbout />
      </Sheet>
    );
  }
  return (
    <Sheet title={t("title")} open={open} onOpenChange={onOpenChange}>
      {/* As high as the highest part, so that another part does not move the dialog. */}
      <Tabs.Root defaultValue="about" className="min-h-[min(38rem,calc(85dvh-7rem))]">
        <Tabs.List
          aria-label={t("title")}
          className="sticky top-0 z-10 -mx-1 mb-4 flex gap-1 overflow-x-auto border-b border-line bg-raised px-1"
        >
          <Part value="about">{t("parts.about")}</Part>
          <Part value="invites">{t("parts.invites")}</Part>
          <Part value="bans">{t("parts.bans")}</Part>
          {may(role, "archive") && <Part value="end">{t("parts.end")}</Part>}
        </Tabs.List>
        {/* Stays mounted, so that typed text survives a change of tab. */}
        <Tabs.Panel value="about" keepMounted>
          <SettingsForm />
        </Tabs.Panel>
        <Tabs.Panel value="invites">
          <SettingsInvites />
        </Tabs.Panel>
        <Tabs.Panel value="bans">
          <SettingsBans />
        </Tabs.Panel>
        {may(role, "archive") && (
          <Tabs.Panel value="end" keepMounted>
            <SettingsEnd />
          </Tabs.Panel>
        )}
      </Tabs.Root>
    </Sheet>
  );
}

function Part({ value, children }: { value: string; children: string }) {
  return (
    <Tabs.Tab
      value={value}
      className="min-h-11 shrink-0 border-b-2 border-transparent px-3 text-sm font-semibold text-muted hover:text-ink focus-visible:-outline-offset-2 data-active:border-accent data-active:text-ink"
    >
      {children}
    </Tabs.Tab>
  );
}
