import { useTranslations } from "next-intl";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { PASSWORD_KIND } from "@/lib/text/password";
import { textProblem } from "@/lib/text/text-kind";

/** Error texts for a new password: before it is sent, and after the server refused it. */
export function usePasswordText() {
  const t = useTranslations("entry");
  const problem = useProblemText();
  return {
    complaint(password: string): string | undefined {
      if (password === "") return t("usernameReasons.missing");
      return textProblem(PASSWORD_KIND, password) && problem("invalid_password");
    },
    refusal: (reason?: string) => (reason === "common" ? t("commonPassword") : problem("invalid_password")),
  };
}
