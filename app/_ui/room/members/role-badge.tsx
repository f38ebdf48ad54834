import { Crown, Shield } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Role } from "@/lib/protocol/levels";

/** A badge for owners and admins. */
export function RoleBadge({ role }: { role: Role | undefined }) {
  const t = useTranslations("members.roles");
  if (role !== "owner" && role !== "admin") return null;
  const Icon = role === "owner" ? Crown : Shield;
  return (
    <span className="inline-flex shrink-0 items-center gap-1 rounded-full bg-accent-soft px-2 py-0.5 text-xs font-semibold text-ink">
      <Icon className="size-3" aria-hidden="true" />
      {t(role)}
    </span>
  );
}
