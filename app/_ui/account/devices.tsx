"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { RelativeTime } from "@/app/_ui/kit/relative-time";
import type { Device } from "@/lib/protocol/http/accounts";
import { Section } from "./section";

interface DevicesProps {
  devices: Device[];
  /** Called with the devices that are still signed in after some were signed out. */
  setDevices: (devices: Device[]) => void;
}

/** The devices on which the user is signed in; each can be signed out, or all others at once. */
export function Devices({ devices, setDevices }: DevicesProps) {
  const t = useTranslations("account.devices");
  const problem = useProblemText();
  const hydrated = useHydrated();
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<string>();

  async function end(which: "" | `/${string}`, left: Device[]) {
    setBusy(which);
    setError(undefined);
    const answer = await callApi(`/api/account/sessions${which}`, { method: "DELETE" });
    setBusy(undefined);
    // `not_found`: the session has ended meanwhile, so the device is signed out too.
    if (answer.ok || answer.code === "not_found") setDevices(left);
    else setError(problem(answer.code));
  }

  return (
    <Section title={t("title")} lead={t("lead")}>
      <ul className="mb-3 divide-y divide-line">
        {devices.map((each) => (
          <li key={each.id} className="flex min-h-14 flex-wrap items-center justify-between gap-2 py-2">
            <DeviceWords {...each} />
            {!each.current && (
              <Button
                look="quiet"
                busy={busy === `/${each.id}`}
                disabled={!hydrated}
                onClick={() =>
                  end(
                    `/${each.id}`,
                    devices.filter(({ id }) => id !== each.id),
                  )
                }
              >
                {t("end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <FormError>{error}</FormError>
      {devices.length > 1 && (
        <Button
          look="secondary"
          busy={busy === ""}
          disabled={!hydrated}
          onClick={() =>
            end(
              "",
              devices.filter(({ current }) => current),
            )
          }
        >
          {t("endOthers")}
        </Button>
      )}
    </Section>
  );
}

function DeviceWords({ device, createdAt, lastSeenAt, current }: Device) {
  const t = useTranslations("account.devices");
  return (
    <div className="min-w-0">
      <p className="font-semibold">
        {device || t("unknown")}
        {current && <span className="ml-2 text-sm text-accent">{t("current")}</span>}
      </p>
      <p className="text-sm text-muted">
        {t("since")} <RelativeTime at={createdAt} /> · {t("seen")} <RelativeTime at={lastSeenAt} />
      </p>
    </div>
  );
}
