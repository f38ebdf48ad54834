"use client";

import { useState } from "react";
import type { Device, Passkey } from "../../../lib/api";
import { ChangePassword } from "./change-password";
import { DeleteAccount } from "./delete-account";
import { Devices } from "./devices";
import { OwnerProvider } from "./owner";
import { Passkeys } from "./passkeys";
import { RenewRecoveryCode } from "./renew-recovery-code";

interface AccountViewProps {
  username: string;
  hasPassword: boolean;
  passkeys: Passkey[];
  initialDevices: Device[];
}

export function AccountView({ initialDevices, ...owner }: AccountViewProps) {
  const [devices, setDevices] = useState(initialDevices);
  return (
    <OwnerProvider initial={owner}>
      <div className="flex flex-col gap-4">
        <Passkeys />
        <ChangePassword changed={() => setDevices((now) => now.filter(({ current }) => current))} />
        <RenewRecoveryCode />
        <Devices devices={devices} setDevices={setDevices} />
        <DeleteAccount />
      </div>
    </OwnerProvider>
  );
}
