/**
 * Lets React and a browser's page translation work on the same page. A translator wraps text nodes in `<font>` elements, or replaces
 * them. React still holds the text nodes, and `removeChild` or `insertBefore` with a moved node throws and unmounts the whole
 * screen (facebook/react#11538, open since 2017; the patch follows Dan Abramov's comment there). Here a text node is put back in
 * its place before React touches it, so that no old translation stays on the screen either. The translator notices the new text
 * and translates it again.
 */
export function guardAgainstTranslation(window: Window & typeof globalThis): void {
  const { Node, MutationObserver, document } = window;
  const prototype = Node.prototype;
  const { removeChild, insertBefore } = prototype;
  const value = Object.getOwnPropertyDescriptor(prototype, "nodeValue");
  if (!value?.set || !value.get) return;
  const setValue = value.set;

  /** The translator's element in a text node's place, for text nodes that are no longer in the page. */
  const replacements = new WeakMap<Node, Element>();
  const watch = new MutationObserver(remember);
  watch.observe(document, { childList: true, subtree: true });

  function remember(records: MutationRecord[]): void {
    for (const { addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      for (const removed of removedNodes) {
        if (removed.nodeType !== Node.TEXT_NODE || removed.isConnected) continue;
        // The text was replaced in one step, or the element was inserted beside it first.
        const element = [...addedNodes, previousSibling, nextSibling].find(isFont);
        if (element) replacements.set(removed, element);
      }
    }
  }

  /** Puts a text node back where a translator has put its own elements. */
  function takeBack(text: Node): void {
    if (text.nodeType !== Node.TEXT_NODE || (text.parentNode && !isFont(text.parentNode))) return;
    if (!text.parentNode) remember(watch.takeRecords());
    let place: Node | undefined = text.parentNode ?? replacements.get(text);
    while (isFont(place?.parentNode)) place = place?.parentNode ?? undefined;
    place?.parentNode?.replaceChild(text, place);
  }

  prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    if (child.parentNode !== this) takeBack(child);
    if (child.parentNode === this) return removeChild.call(this, child) as T;
    // Moved deeper, or removed: either way it is no longer a child, as React requested.
    if (this.contains(child)) child.parentNode?.removeChild(child);
    return child;
  };
  prototype.insertBefore = function <T extends Node>(this: Node, node: T, before: Node | null): T {
    if (before && before.parentNode !== this) takeBack(before);
    let place = before;
    while (place && place.parentNode !== this) place = place.parentNode;
    return insertBefore.call(this, node, place) as T;
  };
  Object.defineProperty(prototype, "nodeValue", {
    ...value,
    set(this: Node, text: string | null) {
      takeBack(this);
      setValue.call(this, text);
    },
  });
}

/** Our own pages have no such element. */
const isFont = (node: Node | null | undefined): node is Element => node?.nodeName === "FONT";
