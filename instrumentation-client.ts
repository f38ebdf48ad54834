/** Runs in the browser before anything of the page. */
import { guardAgainstTranslation } from "./lib/client/browser/translation-guard";

guardAgainstTranslation(window);
