import type { OutboxStore } from "./outbox-store";
import { isSameEntry, type LocalFile, type OutboxEntry } from "./requests";

interface Owner {
  entries(): readonly OutboxEntry[];
  /** Whether the log shows the message that was sent under this id. */
  isInLog(clientId: string): boolean;
  /**
   * Replaces the entries.
   * @param gone ids of entries that another tab has confirmed or discarded
   * @param found ids of entries that an earlier page or another tab has added
   */
  follow(entries: readonly OutboxEntry[], gone: readonly string[], found: readonly string[]): void;
}

const idOf = ({ frame }: OutboxEntry) => frame.clientId;

/**
 * Keeps an outbox in sync with the device: requests of earlier pages, changes by other tabs, and which tab sends each
 * request.
 */
export class OutboxSync {
  private readonly kept = new Set<string>();
  /**
   * Ids of entries confirmed or discarded on this page. A read of the device that began earlier may still return them.
   */
  private readonly gone = new Set<string>();
  /** Entries of another page that this page sends too. */
  private readonly borrowed = new Set<string>();
  private readonly watched = new Set<string>();
  private ended = new AbortController();

  constructor(
    private readonly store: OutboxStore | undefined,
    private readonly owner: Owner,
  ) {}

  get tab(): string {
    return this.store?.tab ?? "";
  }

  open(): void {
    if (!this.store) return;
    this.ended = new AbortController();
    const stop = this.store.listen(() => void this.load());
    this.ended.signal.addEventListener("abort", stop);
    void this.load();
  }

  close(): void {
    this.ended.abort();
    this.watched.clear();
  }

  /** Whether this page sends the entry. */
  isOwn(entry: OutboxEntry): boolean {
    return entry.tab === this.tab || this.borrowed.has(idOf(entry));
  }

  add(entry: OutboxEntry): void {
    void this.store?.add(entry).then(() => {
      if (!this.gone.has(idOf(entry))) this.kept.add(idOf(entry));
      // The entry was confirmed or discarded while the device was writing.
      else this.store?.remove(idOf(entry));
    });
  }

  change(entry: OutboxEntry): void {
    this.store?.change(entry);
  }

  /** @param files removed with it */
  remove(clientId: string, files?: readonly LocalFile[]): void {
    this.gone.add(clientId);
    this.store?.remove(clientId, files);
  }

  renewFiles(files: readonly LocalFile[]): void {
    this.store?.renewFiles(files);
  }

  private async load(): Promise<void> {
    if (!this.store) return;
    const { signal } = this.ended;
    const before = new Set(this.kept);
    const all = await this.store.load();
    if (signal.aborted) return;
    const now = new Map(all.filter((entry) => !this.isOver(entry)).map((entry) => [idOf(entry), entry]));
    const here = this.owner.entries();
    const stays = here.filter((entry) => now.has(idOf(entry)) || !before.has(idOf(entry)));
    const known = new Set(here.map(idOf));
    const more = [...now.values()].filter((entry) => !known.has(idOf(entry)));
    for (const clientId of now.keys()) this.kept.add(clientId);
    const merged = [...stays.map((entry) => this.merged(entry, now.get(idOf(entry)))), ...more];
    const gone = here.filter((entry) => !stays.includes(entry)).map(idOf);
    this.owner.follow(
      merged.sort((a, b) => a.at - b.at),
      gone,
      more.map(idOf),
    );
    for (const { tab } of merged) this.watch(tab);
  }

  /** Whether an entry need not be sent any more: it was confirmed or discarded, or its message has reached the log. */
  private isOver({ frame: { clientId }, files }: OutboxEntry): boolean {
    if (this.gone.has(clientId)) return true;
    const isInLog = this.owner.isInLog(clientId);
    if (isInLog) this.store?.remove(clientId, files);
    return isInLog;
  }

  /** The version of an entry to keep: another tab's, except for this page's own entries, which are newer here. */
  private merged(here: OutboxEntry, there: OutboxEntry | undefined): OutboxEntry {
    if (!there || here.reason === "closed" || (here.tab === this.tab && there.tab === this.tab)) return here;
    return isSameEntry(here, there) ? here : there;
  }

  /** Takes over another page's requests once that page is closed. */
  private watch(tab: string): void {
    const { store } = this;
    if (!store || tab === this.tab || this.watched.has(tab)) return;
    this.watched.add(tab);
    void store.whenGone(tab, this.ended.signal).then(async (isSure) => {
      for (const entry of this.owner.entries().filter((each) => each.tab === tab)) {
        // If it is not certain that the page is gone, both pages may send the entry, which is safe (R4).
        if (!isSure) this.borrowed.add(idOf(entry));
        else if (await store.adopt(entry)) this.own(idOf(entry));
      }
      if (isSure) this.watched.delete(tab);
      this.owner.follow(this.owner.entries(), [], []);
    });
  }

  private own(clientId: string): void {
    const entries = this.owner.entries();
    this.owner.follow(
      entries.map((entry) => (idOf(entry) === clientId ? { ...entry, tab: this.tab } : entry)),
      [],
      [],
    );
  }
}
