/** A message's element in the log; null if it is not loaded. */
export function lineOf(seq: number | undefined): HTMLElement | null {
  return seq === undefined ? null : document.querySelector<HTMLElement>(`[data-message][data-seq="${seq}"]`);
}
