/**
 * An HS256 token in its canonical spelling. Decoders drop the last two bits of a signature's last letter, so otherwise
 * three more spellings would be accepted for the same token.
 */
export const HS256_JWT = /^[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]$/;
