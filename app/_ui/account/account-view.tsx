"use client";

import { useState } from "react";
import type { Device } from "@/lib/protocol/http/accounts";
import type { Passkey } from "@/lib/protocol/http/passkeys";
import { BlockedPeople } from "./blocked-people";
import { ChangePassword } from "./change-password";
import { ConfirmationProvider } from "./confirmation/confirmation-provider";
import { DeleteAccount } from "./delete-account";
import { Devices } from "./devices";
import { OwnerProvider } from "./owner";
import { Passkeys } from "./passkeys";
import { Receipts } from "./receipts";
import { RenewRecoveryCode } from "./renew-recovery-code";
import { Sound } from "./sound";

interface AccountViewProps {
  username: string;
  hasPassword: boolean;
  passkeys: Passkey[];
  initialDevices: Device[];
  receipts: boolean;
}

export function AccountView({ initialDevices, receipts, ...owner }: AccountViewProps) {
  const [devices, setDevices] = useState(initialDevices);
  return (
    <OwnerProvider initial={owner}>
      <ConfirmationProvider>
        <div className="flex flex-col gap-4">
          <Passkeys />
          <ChangePassword changed={() => setDevices((now) => now.filter(({ current }) => current))} />
          <RenewRecoveryCode />
          <Receipts initial={receipts} />
          <Sound />
          <BlockedPeople />
          <Devices devices={devices} setDevices={setDevices} />
          <DeleteAccount />
        </div>
      </ConfirmationProvider>
    </OwnerProvider>
  );
}
