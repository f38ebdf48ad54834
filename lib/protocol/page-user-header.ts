/** The request header in which a page names the user it was rendered for. */
export const PAGE_USER_HEADER = "sarangbang-user";
