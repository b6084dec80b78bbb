// The journal as the dashboard holds it: read again, soon but not often, when
// the crew changed something. Votes never cause a read.

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { call } from "../core/api.ts";
import type { Entry } from "./journal.ts";

const SOON_MS = 100;
const PAUSE_MS = 800;

export class Journal {
  readonly entries: ReadonlySignal<readonly Entry[]>;
  /** What the people are called that the entries are by or about. */
  readonly names: ReadonlySignal<ReadonlyMap<string, string>>;
  /** Whether it was read: until then nobody knows whether something happened. */
  readonly known: ReadonlySignal<boolean>;
  private readonly called: Signal<ReadonlyMap<string, string>> = signal(new Map());
  private readonly held: Signal<readonly Entry[]> = signal([]);
  private readonly everRead = signal(false);
  private readonly path: string;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readAt = 0;

  constructor(event: string) {
    this.entries = this.held;
    this.names = this.called;
    this.known = this.everRead;
    this.path = `/events/${encodeURIComponent(event)}/journal`;
  }

  /** Reads it again in a moment. */
  refresh(): void {
    if (this.timer !== null) return;
    const wait = Math.max(SOON_MS, this.readAt + PAUSE_MS - Date.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.read();
    }, wait);
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  /** The latest change on a request, read from the server; null if there is none or it cannot be reached. */
  async latestOn(request: string): Promise<Entry | null> {
    await this.read();
    return this.held.peek().find((entry) => entry.after.requests?.[request] !== undefined) ?? null;
  }

  private async read(): Promise<void> {
    this.readAt = Date.now();
    try {
      const { entries, names } = await call<{ entries: Entry[]; names: Record<string, string> }>("GET", this.path);
      this.called.value = new Map(Object.entries(names));
      this.held.value = entries;
      this.everRead.value = true;
    } catch {
      // The log is behind until the next change; the board itself is told by its own connection.
    }
  }
}
