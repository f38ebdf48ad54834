/** Shown as a deleted user's name. The space in it makes it unavailable as a username; screens translate it. */
export const DELETED_USERNAME = "deleted user";
