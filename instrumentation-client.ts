/** Next.js runs this in the browser before any other code of the page. */
import { watchHistorySteps } from "./lib/client/browser/history-steps";
import { guardAgainstTranslation } from "./lib/client/browser/translation-guard";

guardAgainstTranslation(window);
watchHistorySteps(window);
