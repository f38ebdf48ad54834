import { ONLINE_MAX, type User } from "@/lib/protocol/room";
import { type Encoded, encoded, joined } from "@/party/room/encoded";

interface Present {
  user: User;
  json?: string;
}

/**
 * The users who are present, sorted by id, so that they can be read page by page. Each is encoded at most once, and the first page, which is
 * part of every welcome, only after it has changed.
 */
export class PresentUsers {
  private readonly users: Present[];
  private first: Encoded | undefined;

  constructor(users: Iterable<User>) {
    const byId = new Map([...users].map((user) => [user.id, { user }]));
    this.users = [...byId.values()].sort((a, b) => (a.user.id < b.user.id ? -1 : 1));
  }

  get size(): number {
    return this.users.length;
  }

  has(id: string): boolean {
    return this.users[this.indexOf(id)]?.user.id === id;
  }

  add(user: User): void {
    if (this.has(user.id)) return;
    const at = this.indexOf(user.id);
    this.users.splice(at, 0, { user });
    this.changed(at);
  }

  delete(id: string): void {
    if (!this.has(id)) return;
    const at = this.indexOf(id);
    this.users.splice(at, 1);
    this.changed(at);
  }

  /** The fields of a welcome: the first page and this user, the count, and where the next page begins. */
  inWelcome(id: string): Encoded {
    this.first ??= encoded(this.page(0).map(encodedUser).join(","));
    const own = this.indexOf(id);
    const isLate = own >= ONLINE_MAX && this.has(id) ? this.users[own] : undefined;
    const last = this.size > ONLINE_MAX ? this.users[ONLINE_MAX - 1] : undefined;
    const next = last ? `,"onlineNext":${JSON.stringify(last.user.id)}` : "";
    return joined([
      encoded('"online":['),
      this.first,
      encoded(`${isLate ? `,${encodedUser(isLate)}` : ""}],"onlineCount":${this.size}${next}`),
    ]);
  }

  /** The `online_page` frame with the users after this id. */
  pageFrame(after: string): string {
    const from = this.indexOf(after);
    const start = this.has(after) ? from + 1 : from;
    const page = this.page(start);
    const isLast = start + page.length >= this.size;
    const next = isLast ? "" : `,"next":${JSON.stringify(page.at(-1)?.user.id)}`;
    return `{"type":"online_page","users":[${page.map(encodedUser).join(",")}]${next}}`;
  }

  private page(start: number): Present[] {
    return this.users.slice(start, start + ONLINE_MAX);
  }

  private changed(at: number): void {
    if (at < ONLINE_MAX) this.first = undefined;
  }

  /** The place of this id, or where it would be. */
  private indexOf(id: string): number {
    let [low, high] = [0, this.users.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.users[middle]?.user.id ?? "") < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function encodedUser(present: Present): string {
  present.json ??= JSON.stringify(present.user);
  return present.json;
}
