/** Checks a screen with axe. */
import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** All rules of WCAG's levels A and AA, and axe's best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules whose outcome depends on the theme. */
const COLOURS = ["color-contrast", "link-in-text-block"];
/** While one is open, only it is checked in the other theme: the page behind it has been checked before. */
const POPUPS = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/**
 * False positives: a rule, and a selector of the elements for which it is wrong.
 * - The focus guards of Base UI's popups get the focus only to pass it on at once, as the end of the popup.
 * - A menu is outside the landmarks, at the end of the page, but has the focus while it is open. The rule itself makes this exception
 *   for dialogs. A tooltip repeats the description of its button.
 */
const FALSE_POSITIVES = {
  "aria-hidden-focus": "[data-base-ui-focus-guard]",
  region: "[role=menu], [data-testid=reaction-names]",
};

/**
 * Waits for a state of the screen and expects axe to find no fault in it. On a desktop, colours are also checked in the other theme.
 * @param shown something that only this state shows
 */
export async function expectNoFaults(page: Page, state: string, shown: Locator): Promise<void> {
  await shown.first().waitFor();
  // A phone has the same colours.
  const isPhone = (page.viewportSize()?.width ?? 0) < 640;
  const faults = [...(await run(page, TAGS)), ...(isPhone ? [] : await inOtherTheme(page))];
  // Soft, so that a run reports the faults of all states.
  expect.soft(faults, state).toEqual([]);
}

async function inOtherTheme(page: Page): Promise<string[]> {
  const setTheme = (wanted?: string) =>
    page.evaluate((theme) => {
      const before = document.documentElement.dataset.theme ?? "";
      const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
      document.documentElement.dataset.theme = theme ?? (isDark ? "light" : "dark");
      return before;
    }, wanted);
  const before = await setTheme();
  const faults = await run(page, COLOURS, POPUPS);
  await setTheme(before);
  return faults.map((fault) => `in the other theme, ${fault}`);
}

/**
 * @param rules names of rules, or tags
 * @param parts a selector of the elements to check; without such elements, the page is checked
 * @returns for each fault the rule, the element and what to fix
 */
async function run(page: Page, rules: string[], parts?: string): Promise<string[]> {
  // Evaluated by the debugger, which the page's Content-Security-Policy does not restrict.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const given = { rules, parts, exceptions: FALSE_POSITIVES as Record<string, string> };
  return page.evaluate(async ({ rules, parts, exceptions }) => {
    const transitions = () => document.getAnimations().filter((each) => each instanceof CSSTransition);
    // Axe must not see a transition halfway. The end of an inherited colour's transition begins those of the elements inside.
    for (let all = transitions(); all.length > 0; all = transitions()) for (const each of all) each.finish();
    const checked = parts ? [...document.querySelectorAll(parts)] : [];
    const { violations } = await window.axe.run(checked.length > 0 ? { include: checked } : document, {
      runOnly: rules,
      resultTypes: ["violations"],
      elementRef: true,
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .filter(({ element }) => !element?.closest(exceptions[id] ?? ":not(*)"))
        .map(({ target, html, failureSummary }) => `${id}: ${target} ${html.slice(0, 200)} ${failureSummary}`),
    );
  }, given);
}
