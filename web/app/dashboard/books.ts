// What an event keeps beside its board, read when the log says that it changed:
// whom it bans, what it does not take, and who is in its crew.

import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { call } from "../core/api.ts";
import { time } from "../core/format.ts";
import { now } from "../core/ticking.ts";
import { t } from "../core/tongue.ts";
import type { Block, Role, Row } from "../core/words.ts";
import type { Entry } from "./journal.ts";

export interface Ban {
  person: string;
  reason: string;
  until: number; // Unix ms; 0: as long as the event lasts
  request: string | null; // over which
  at: number;
}

export interface Mate {
  person: string;
  name: string;
  handle: string;
  role: Role;
}

interface Door {
  bans: readonly Ban[];
  blocks: readonly Block[];
}

export class Books {
  readonly bans: ReadonlySignal<ReadonlyMap<string, Ban>>;
  readonly blocks: ReadonlySignal<readonly Block[]>;
  readonly crew: ReadonlySignal<readonly Mate[]>;

  private readonly door: Signal<Door> = signal({ bans: [], blocks: [] });
  private readonly mates: Signal<readonly Mate[]> = signal([]);
  private readonly path: string;
  private readonly ends: (() => void)[] = [];

  constructor(event: string) {
    this.path = `/events/${encodeURIComponent(event)}`;
    this.bans = computed(() => new Map(this.door.value.bans.map((ban) => [ban.person, ban])));
    this.blocks = computed(() => this.door.value.blocks);
    this.crew = this.mates;
  }

  /** Follows what the log says of them. */
  start(entries: ReadonlySignal<readonly Entry[]>): void {
    const door = computed(() => marks(entries.value, ({ after }) => Boolean(after.bans ?? after.blocks)));
    const crew = computed(() => marks(entries.value, ({ after }) => Boolean(after.crew)));
    this.ends.push(
      effect(() => {
        void door.value;
        void this.read<Door>("door").then((read) => read && (this.door.value = read));
      }),
      effect(() => {
        void crew.value;
        void this.read<{ crew: Mate[] }>("crew").then((read) => read && (this.mates.value = read.crew));
      }),
    );
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
  }

  /** The ban of a person that is in force, if there is one. */
  banOf(person: string | undefined): Ban | null {
    const ban = this.bans.value.get(person ?? "");
    return ban && holds(ban, now.value) ? ban : null; // who shows none follows no clock
  }

  private async read<T>(what: string): Promise<T | null> {
    try {
      return await call<T>("GET", `${this.path}/${what}`);
    } catch {
      return null; // behind until the next change, as the log is
    }
  }
}

/** Grows whenever one of these entries is made or undone. */
function marks(entries: readonly Entry[], of: (entry: Entry) => boolean): string {
  return entries
    .filter(of)
    .map((entry) => entry.change)
    .join();
}

/** Whether a ban is in force. */
export function holds(ban: Ban, at: number): boolean {
  return ban.until === 0 || at < ban.until;
}

/** Until when a ban is, in words. */
export function banEnd(ban: Ban): string {
  return ban.until === 0 ? t("for the whole event") : t("until {time}", { time: time(ban.until) });
}

/** What a person calls themselves on the board, "" if nobody knows. */
export function nameOf(person: string, rows: Iterable<Row>): string {
  for (const row of rows) if (row.asker === person && row.name !== "") return row.name;
  return "";
}
