import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageMessages } from "@/app/_i18n/page-messages";
import { ownDevices } from "@/app/_server/account/own-devices";
import { ownPasskeys } from "@/app/_server/account/own-passkeys";
import { currentUser } from "@/app/_server/auth/session";
import { liveProps } from "@/app/_server/live-props";
import { database } from "@/app/_server/services";
import { AccountView } from "@/app/_ui/account/account-view";
import { PageUserProvider } from "@/app/_ui/auth/page/page-user-provider";
import { entryPath } from "@/app/_ui/hooks/next-path";
import { Live } from "@/app/_ui/inbox/live";
import { TopBar } from "@/app/_ui/layout/top-bar";
import { passwordOf, settingsOf } from "@/db/queries/users";
import { devicesAnswer } from "@/lib/protocol/http/accounts";
import { passkeysAnswer } from "@/lib/protocol/http/passkeys";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account");
  return { title: t("title") };
}

export default async function AccountPage() {
  const me = await currentUser();
  if (!me) redirect(entryPath("/enter", "/account"));
  const t = await getTranslations("account");
  const [devices, keys, password, settings, live] = await Promise.all([
    ownDevices(me),
    ownPasskeys(me.user),
    passwordOf(database(), me.user.id),
    settingsOf(database(), me.user.id),
    liveProps(me.user),
  ]);
  return (
    <PageMessages page="account">
      <PageUserProvider user={{ id: me.user.id, username: me.user.username }}>
        <Live {...live}>
          <div className="flex min-h-dvh flex-col">
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
                initialDevices={devicesAnswer.parse(devices).sessions}
              />
            </main>
          </div>
        </Live>
      </PageUserProvider>
    </PageMessages>
  );
}
