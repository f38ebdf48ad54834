"use client";

import { LazyPart, useLazyCode, usePreload } from "@/app/_ui/lazy/lazy-part";
import { AppearingPart } from "@/app/_ui/lazy/part";
import type { RoomClient } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { RoomDrafts } from "./composer/drafts/drafts";
import type { OpenEditsProps } from "./composer/drafts/open-edits";
import type { UnsentTextsProps } from "./composer/drafts/unsent-texts";
import type { Written } from "./composer/drafts/use-unsent-actions";
import type { ActionFailureProps } from "./messages/actions/action-failure";
import type { Editing } from "./messages/actions/message-actions";
import { messageEdit } from "./messages/actions/message-edit-part";
import type { MarkFailureProps } from "./messages/failure-bar";
import { sendActions } from "./messages/send-state";
import type { UnreadControls } from "./reading/use-unread-marker";

const actionFailure = new LazyPart<ActionFailureProps>(() =>
  import("./messages/actions/action-failure").then((code) => code.ActionFailure),
);
const markFailure = new LazyPart<MarkFailureProps>(() =>
  import("./messages/failure-bar").then((code) => code.MarkFailure),
);
const openEdits = new LazyPart<OpenEditsProps>(() =>
  import("./composer/drafts/open-edits").then((code) => code.OpenEdits),
);
const unsentTexts = new LazyPart<UnsentTextsProps>(() =>
  import("./composer/drafts/unsent-texts").then((code) => code.UnsentTexts),
);

interface ConversationNoticesProps {
  client: RoomClient;
  state: RoomClientState;
  drafts: RoomDrafts;
  /** Undefined: the user cannot write here. */
  editing: Editing | undefined;
  unread: UnreadControls;
  /** Moves a text to the composer. */
  write: (written: Written) => void;
  /** Shows a message in the log. */
  show: (seq: number) => void;
}

/** The bars between the log and the composer: what failed, an open edit out of sight, and texts that cannot be sent here. */
export function ConversationNotices({ client, state, drafts, editing, unread, write, show }: ConversationNoticesProps) {
  const [undone] = state.undone;
  const hasOpenEdits = editing !== undefined && editing.open.size > 0;
  useLazyCode(messageEdit, hasOpenEdits);
  usePreload(sendActions);
  const discard = () => undone && client.discard(undone.frame.clientId);
  const failure: ActionFailureProps | undefined = undone && {
    undone,
    retry: () => client.retry(undone.frame.clientId),
    takeBack(written) {
      discard();
      write(written);
    },
    compare: editing && compare,
    dismiss: discard,
  };
  function compare(seq: number, text: string) {
    discard();
    const open = drafts.getState().edits[seq];
    // If the user has since opened and changed another edit of this message, that text is newer.
    const isNewer = open !== undefined && open.text !== open.base;
    drafts.writeEdit(seq, { text: isNewer ? open.text : text, base: "" });
    show(seq);
  }
  return (
    <>
      <AppearingPart part={actionFailure} with={failure} />
      <AppearingPart
        part={markFailure}
        with={unread.failed ? { code: unread.failed, dismiss: unread.dismissFailure } : undefined}
      />
      <AppearingPart
        part={openEdits}
        with={
          hasOpenEdits
            ? { open: editing.open, messages: state.messages, isPast: state.view !== "present", show }
            : undefined
        }
      />
      <AppearingPart part={unsentTexts} with={editing ? undefined : { drafts }} />
    </>
  );
}
