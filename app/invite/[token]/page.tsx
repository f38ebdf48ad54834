import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageMessages } from "@/app/_i18n/page-messages";
import { currentUser } from "@/app/_server/auth/session";
import { pageWaitS } from "@/app/_server/http/page-limit";
import { liveProps } from "@/app/_server/live-props";
import { database } from "@/app/_server/services";
import { PageUserProvider } from "@/app/_ui/auth/page/page-user-provider";
import { LiveBeside } from "@/app/_ui/inbox/live-beside";
import { InviteView } from "@/app/_ui/invite/invite-view";
import { Notice } from "@/app/_ui/kit/notice";
import { TopBar } from "@/app/_ui/layout/top-bar";
import { findLink, roomOfMember } from "@/db/queries/invites";
import { invitedAnswer } from "@/lib/protocol/http/invites";
import { webEnv } from "@/lib/server/env";
import { hashInviteToken, inviteTokenSchema } from "@/lib/server/invite-token";

interface Props {
  params: Promise<{ token: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("invite.join");
  // The room's name is for people who have the link, not for search engines and link previews.
  return { title: t("pageTitle"), robots: { index: false } };
}

export default async function InvitePage({ params }: Props) {
  const token = inviteTokenSchema.safeParse((await params).token);
  if (!token.success) notFound();
  const waitS = await pageWaitS("invite", "/invite/…");
  if (waitS !== undefined) return <TooOften waitS={waitS} />;
  const [hash, me] = await Promise.all([hashInviteToken(token.data), currentUser()]);
  const own = me && (await roomOfMember(database(), hash, me.user.id));
  if (own) redirect(`/rooms/${own}`);
  const invited = await findLink(database(), hash);
  if (!invited) notFound();
  const page = (
    <div className="flex min-h-dvh flex-col">
      <TopBar username={me?.user.username} />
      <main id="main" className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center px-4 py-8 sm:pb-24">
        <InviteView
          invited={invitedAnswer.parse(invited)}
          token={token.data}
          isSignedIn={me !== undefined}
          maySignUp={webEnv().SIGNUP_MODE !== "closed"}
        />
      </main>
    </div>
  );
  return (
    <PageMessages page="invite">
      <PageUserProvider user={me?.user}>
        {page}
        {me && <LiveBeside {...(await liveProps(me.user))} />}
      </PageUserProvider>
    </PageMessages>
  );
}

/** Shown instead of the invite if the visitor's IP address has used up its rate limit; costs no query. */
async function TooOften({ waitS }: { waitS: number }) {
  const [title, body] = await Promise.all([getTranslations("errors"), getTranslations("wait")]);
  return (
    <main id="main" className="flex min-h-dvh flex-col justify-center">
      <Notice level={1} title={title("title")} body={body("minutes", { count: Math.ceil(waitS / 60) })} />
    </main>
  );
}
