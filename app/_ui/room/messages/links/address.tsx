interface AddressProps {
  text: string;
  href: string;
  tab: 0 | -1;
}

export const LINK_LOOK = "rounded-sm text-accent underline underline-offset-2 hover:text-accent-strong";

/** A web address in a message, as it was written. */
export function Address({ text, href, tab }: AddressProps) {
  return (
    <a
      href={href}
      tabIndex={tab}
      // Left to right also within right-to-left text: an address in reverse order looks like another address.
      dir="ltr"
      target="_blank"
      rel="noopener noreferrer nofollow"
      className={LINK_LOOK}
    >
      {text}
    </a>
  );
}
