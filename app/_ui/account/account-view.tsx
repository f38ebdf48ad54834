"use client";

import { useState } from "react";
import type { Device } from "../../../lib/api";
import { ChangePassword } from "./change-password";
import { DeleteAccount } from "./delete-account";
import { Devices } from "./devices";
import { RenewRecoveryCode } from "./renew-recovery-code";

export function AccountView({ username, initialDevices }: { username: string; initialDevices: Device[] }) {
  const [devices, setDevices] = useState(initialDevices);
  return (
    <div className="flex flex-col gap-4">
      <ChangePassword username={username} changed={() => setDevices((now) => now.filter(({ current }) => current))} />
      <RenewRecoveryCode username={username} />
      <Devices devices={devices} setDevices={setDevices} />
      <DeleteAccount />
    </div>
  );
}
