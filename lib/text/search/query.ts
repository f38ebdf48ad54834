/** What a person typed into the search: words, phrases and filters. */
import { type Term, termOf } from "./term";

export const QUERY_MAX_CHARS = 200;
/** Further words and filters are ignored. */
const PARTS_MAX = 12;

export interface SearchQuery {
  /** A message must match all of them. */
  terms: Term[];
  /** Usernames: the author must be one of them. */
  from: string[];
  /** Parts of rooms' names: the room's name must contain one of them. */
  in: string[];
  /** Days, such as `2026-11-27`: the message was sent before `before`, and on `after` or later. */
  before?: string;
  after?: string;
  /** The message must have a link. */
  hasLink: boolean;
}

/** `from:"이름"`, `"a phrase"` or a word. */
const PART = /(?:(from|in|before|after|has):)?(?:["“]([^"“”]+)["”]|(\S+))/giu;

/** Reads a search. A filter with an unusable value, such as `before:each`, is read as a word. */
export function parseQuery(text: string): SearchQuery {
  const query: SearchQuery = { terms: [], from: [], in: [], hasLink: false };
  for (const part of [...text.normalize("NFC").matchAll(PART)].slice(0, PARTS_MAX)) {
    const [whole, filter, phrase, word] = part;
    const value = (phrase ?? word ?? "").trim();
    if (filter && value && isTaken(query, filter.toLowerCase(), value)) continue;
    const term = filter ? whole : value;
    if (term) query.terms.push(termOf(term));
  }
  return query;
}

/** Adds a filter to the query. @returns false if the filter cannot have this value */
function isTaken(query: SearchQuery, filter: string, value: string): boolean {
  switch (filter) {
    case "from":
      query.from.push(value.replace(/^@/, ""));
      return true;
    case "in":
      query.in.push(value.replace(/^#/, ""));
      return true;
    case "has":
      if (value.toLowerCase() !== "link" && value !== "링크") return false;
      query.hasLink = true;
      return true;
    case "before":
    case "after":
      if (!isDay(value)) return false;
      query[filter] = value;
      return true;
    default:
      return false;
  }
}

/** From 1970 on: Postgres has no year 0. */
function isDay(text: string): boolean {
  const time = /^(19[7-9]\d|[2-9]\d{3})-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // JavaScript takes February 30 for March 2.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether the query has a filter, a letter, a digit or an emoji. Anything else is not in the index. */
export function isSearchable({ terms, from, in: rooms, before, after, hasLink }: SearchQuery): boolean {
  const hasFilter = from.length + rooms.length > 0 || before !== undefined || after !== undefined || hasLink;
  return hasFilter || terms.some(({ lexemes }) => lexemes.length > 0);
}
