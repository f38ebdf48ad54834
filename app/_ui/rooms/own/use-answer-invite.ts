import { useRouter } from "next/navigation";
import { useAction } from "@/app/_ui/api/use-action";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";

interface InviteRef {
  id: string;
  room: { id: string };
}

/** Accepts invites by name, which opens the room, and declines them. Each returns whether it succeeded. */
export function useAnswerInvite() {
  const router = useRouter();
  const { hub } = useInboxHub();
  const { act, busy, error } = useAction();
  async function accept({ id, room }: InviteRef): Promise<boolean> {
    if (!(await act(id, `/api/rooms/${room.id}/members`, { method: "POST" }))) return false;
    hub.refresh();
    router.push(`/rooms/${room.id}`);
    return true;
  }
  async function decline({ id, room }: InviteRef): Promise<boolean> {
    return (await act(`no ${id}`, `/api/rooms/${room.id}/invites/${id}`, { method: "DELETE" })) !== undefined;
  }
  return { accept, decline, busy, error };
}
