const PROBE = "cookie-test";

/**
 * Whether this browser would keep the session cookie. It does not if cookies are blocked, or in a frame of another site. The probe
 * has the session cookie's attributes, except that a script can read it.
 */
export function canKeepCookies(): boolean {
  if (!navigator.cookieEnabled) return false;
  const secure = window.location.protocol === "https:";
  const name = secure ? `__Host-${PROBE}` : PROBE;
  const attributes = `Path=/; SameSite=Lax${secure ? "; Secure" : ""}`;
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, and is silent about blocked cookies.
    document.cookie = `${name}=1; Max-Age=60; ${attributes}`;
    const isKept = document.cookie.split("; ").includes(`${name}=1`);
    // biome-ignore lint/suspicious/noDocumentCookie: as above.
    document.cookie = `${name}=; Max-Age=0; ${attributes}`;
    return isKept;
  } catch {
    // A sandboxed frame throws.
    return false;
  }
}
