/** Runs in the browser before anything of the page. */
import { guardAgainstTranslation } from "./lib/client/translation-guard";

guardAgainstTranslation(window);
