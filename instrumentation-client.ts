/** Runs in the browser before anything of the page. */
import { watchHistorySteps } from "./lib/client/browser/history-steps";
import { guardAgainstTranslation } from "./lib/client/browser/translation-guard";

guardAgainstTranslation(window);
watchHistorySteps(window);
