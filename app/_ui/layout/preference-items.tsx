"use client";

import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useState, useTransition } from "react";
import { LOCALES } from "@/app/_i18n/locale";
import { menuItem } from "@/app/_ui/kit/menu-style";
import { DENSITIES, densityFrom } from "./density";
import { chooseDensity, chooseLocale, chooseTheme } from "./preferences";
import { THEMES, type Theme } from "./theme";

// Each language is named in that language, so that users who cannot read this page find theirs.
const NAMES = { ko: "한국어", en: "English" } as const;

/** Language and theme as groups of a menu; for a signed-in user also how much space messages take. */
export function PreferenceItems({ theme, isSignedIn }: { theme: Theme; isSignedIn: boolean }) {
  const t = useTranslations("menu");
  const locale = useLocale();
  const [, start] = useTransition();
  return (
    <>
      <Choices label={t("language")} value={locale} onChoose={(value) => start(() => chooseLocale(value))}>
        {LOCALES.map((name) => (
          <Choice key={name} value={name}>
            <span lang={name}>{NAMES[name]}</span>
          </Choice>
        ))}
      </Choices>
      <Menu.Separator className="mx-2 my-1 h-px bg-line" />
      <Choices label={t("theme")} value={theme} onChoose={(value) => start(() => chooseTheme(value))}>
        {THEMES.map((name) => (
          <Choice key={name} value={name}>
            {t(name)}
          </Choice>
        ))}
      </Choices>
      {isSignedIn && <DensityChoices />}
    </>
  );
}

function DensityChoices() {
  const t = useTranslations("menu");
  const [, start] = useTransition();
  // The document has the choice; this menu is only rendered in the browser.
  const [chosen, setChosen] = useState(() => densityFrom(document.documentElement.dataset.density));
  return (
    <>
      <Menu.Separator className="mx-2 my-1 h-px bg-line" />
      <Choices
        label={t("density")}
        value={chosen}
        onChoose={(value) => {
          setChosen(densityFrom(value));
          start(() => chooseDensity(value));
        }}
      >
        {DENSITIES.map((name) => (
          <Choice key={name} value={name}>
            {t(name)}
          </Choice>
        ))}
      </Choices>
    </>
  );
}

interface ChoicesProps {
  label: string;
  value: string;
  onChoose: (value: string) => void;
  children: ReactNode;
}

function Choices({ label, value, onChoose, children }: ChoicesProps) {
  return (
    <Menu.RadioGroup value={value} onValueChange={(chosen) => onChoose(String(chosen))}>
      <Menu.GroupLabel className="px-3 pt-2 pb-1 text-xs font-semibold text-muted">{label}</Menu.GroupLabel>
      {children}
    </Menu.RadioGroup>
  );
}

function Choice({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Menu.RadioItem value={value} className={menuItem}>
      <span className="flex-1">{children}</span>
      <Menu.RadioItemIndicator>
        <Check className="size-4 text-accent" aria-hidden="true" />
      </Menu.RadioItemIndicator>
    </Menu.RadioItem>
  );
}
