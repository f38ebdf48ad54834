"use client";

import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { allowSound, isSoundOn, setSound, subscribeSound } from "@/app/_ui/inbox/sound/sound";
import { Switch } from "@/app/_ui/kit/switch";
import { Section } from "./section";

/** The setting for this device's notification sound. */
export function Sound() {
  const t = useTranslations("notify");
  const hydrated = useHydrated();
  const isOn = useSyncExternalStore(subscribeSound, isSoundOn, () => true);
  function change(on: boolean) {
    setSound(on);
    if (!on) return;
    // Lets the user hear the sound that was just turned on.
    allowSound();
    void import("@/app/_ui/inbox/sound/play-sound").then(
      ({ playSound }) => playSound(),
      () => {},
    );
  }
  return (
    <Section title={t("sound")} lead={t("soundLead")}>
      <Switch checked={isOn} disabled={!hydrated} onChange={change}>
        {t("soundToggle")}
      </Switch>
    </Section>
  );
}
