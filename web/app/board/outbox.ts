// Requests and votes on their way, and the request being written. All survive a
// reload, and a visit to the page that signs people in: an id is made once, and
// a vote is on or off, so that sending again changes nothing twice.

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { keep, read } from "../core/keep.ts";
import type { Row } from "../core/words.ts";

export interface Draft {
  id: string;
  title: string;
  artist: string;
  name: string;
  dedication: string;
  note: string;
}

/** What somebody has typed so far. */
export interface Writing {
  song: string;
  dedication: string;
  note: string;
}

export class Outbox {
  readonly sending: ReadonlySignal<readonly Draft[]>;
  /** Requests of this page load as the server answered them. */
  readonly answered: ReadonlySignal<readonly Row[]>;

  private readonly sendingSignal: Signal<readonly Draft[]> = signal([]);
  private readonly answeredSignal: Signal<readonly Row[]> = signal([]);
  private readonly key: string;

  constructor(event: string) {
    this.key = `cueslip.${event}`;
    this.sending = this.sendingSignal;
    this.answered = this.answeredSignal;
  }

  /** What an earlier page load could not send. */
  kept(): readonly Draft[] {
    this.sendingSignal.value = read<Draft[]>(`${this.key}.outbox`) ?? [];
    return this.sendingSignal.value;
  }

  /** A text is in one place: on its way, or being written. */
  keep(draft: Draft): void {
    this.write(null);
    this.set([...this.sendingSignal.value.filter((other) => other.id !== draft.id), draft]);
  }

  answer(draft: Draft, row: Row | undefined): void {
    this.remove(draft.id);
    if (row) this.note(row);
  }

  /** Takes out a draft that was refused or undone; its text goes back to the sheet, unless another
   * is being written there. */
  giveUp(draft: Draft): void {
    this.remove(draft.id);
    if (!this.writing().song) {
      this.write({ song: [draft.title, draft.artist].filter(Boolean).join(", "), dedication: draft.dedication, note: draft.note });
    }
  }

  /** Remembers how a request of one's own stands. */
  note(row: Row): void {
    this.answeredSignal.value = [...this.answeredSignal.value.filter((other) => other.id !== row.id), row];
  }

  remove(id: string): void {
    this.set(this.sendingSignal.value.filter((other) => other.id !== id));
  }

  /** Notes a vote that is on its way; null when it has been answered. */
  keepVote(id: string, on: boolean | null): void {
    const { [id]: _, ...votes } = this.votes();
    if (on !== null) votes[id] = on;
    keep(`${this.key}.votes`, Object.keys(votes).length > 0 ? votes : null);
  }

  /** The votes on their way, by request. */
  votes(): Record<string, boolean> {
    return read<Record<string, boolean>>(`${this.key}.votes`) ?? {};
  }

  /** Forgets what the server answered: somebody else goes on with this page. */
  forget(): void {
    this.answeredSignal.value = [];
  }

  writing(): Writing {
    return { song: "", dedication: "", note: "", ...read<Partial<Writing>>(`${this.key}.draft`) };
  }

  write(writing: Writing | null): void {
    keep(`${this.key}.draft`, writing);
  }

  private set(drafts: readonly Draft[]): void {
    this.sendingSignal.value = drafts;
    keep(`${this.key}.outbox`, drafts.length > 0 ? drafts : null);
  }
}
