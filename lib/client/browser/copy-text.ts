/**
 * Copies a text. Returns true only if the browser confirmed it. Falls back to `execCommand` if the Clipboard API is
 * missing (plain http) or denied (permission, no user activation left).
 * @param host parent of the fallback's helper field. While a dialog is open it must be inside the dialog, whose focus
 * trap would otherwise take the focus
 */
export async function copyText(text: string, host: Element = document.body): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Few browsers need it.
    const code = await import("./copy-by-command").catch(() => undefined);
    return code?.copyByCommand(text, host) ?? false;
  }
}
