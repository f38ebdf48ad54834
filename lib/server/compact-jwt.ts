/**
 * An HS256 token in its one spelling. Decoders drop the last two bits of a signature's last letter, so without this three
 * other spellings would pass for the same token.
 */
export const HS256_JWT = /^[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]$/;
