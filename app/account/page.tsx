import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { listBlocked } from "../../db/blocks";
import { settingsOf } from "../../db/settings";
import { passwordOf } from "../../db/users";
import { BLOCKS_MAX, blocksAnswer, devicesAnswer, passkeysAnswer } from "../../lib/api";
import { webEnv } from "../../lib/env";
import { ownDevices } from "../_server/own-devices";
import { ownPasskeys } from "../_server/own-passkeys";
import { database } from "../_server/services";
import { currentUser } from "../_server/session";
import { AccountView } from "../_ui/account/account-view";
import { PageOf } from "../_ui/auth/page-of";
import { OutboxDrain } from "../_ui/live/outbox-drain";
import { entryPath } from "../_ui/next-path";
import { TopBar } from "../_ui/top-bar";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account");
  return { title: t("title") };
}

export default async function AccountPage() {
  const me = await currentUser();
  if (!me) redirect(entryPath("/enter", "/account"));
  const t = await getTranslations("account");
  const [devices, keys, password, settings, blocked] = await Promise.all([
    ownDevices(me),
    ownPasskeys(me.user),
    passwordOf(database(), me.user.id),
    settingsOf(database(), me.user.id),
    listBlocked(database(), me.user.id, BLOCKS_MAX),
  ]);
  return (
    <PageOf user={{ id: me.user.id, username: me.user.username }}>
      <div className="flex min-h-dvh flex-col">
        <OutboxDrain userId={me.user.id} host={webEnv().NEXT_PUBLIC_PARTYKIT_HOST} />
        <TopBar username={me.user.username} narrow />
        <main id="main" className="mx-auto w-full max-w-3xl flex-1 px-4 pt-3 pb-8">
          <h1 className="text-2xl font-bold tracking-tight">{t("title")}</h1>
          <p className="mt-1 mb-5 truncate text-muted">
            <bdi>{me.user.username}</bdi>
          </p>
          <AccountView
            username={me.user.username}
            hasPassword={password !== undefined}
            passkeys={passkeysAnswer.parse(keys).passkeys}
            receipts={settings.receipts}
            blocked={blocksAnswer.parse({ blocked }).blocked}
            initialDevices={devicesAnswer.parse(devices).sessions}
          />
        </main>
      </div>
    </PageOf>
  );
}
