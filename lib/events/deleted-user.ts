/** What stands where a deleted user's name stood. Its space makes sure that nobody can be called so; screens translate it. */
export const DELETED_USERNAME = "deleted user";
