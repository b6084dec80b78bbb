// Which lane and which row the keys act on. Each lane remembers its own row;
// a row that leaves hands on to the next one.

import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import type { Row } from "../core/words.ts";
import type { Deck } from "./deck.ts";
import { heir, sameOrder } from "./hold.ts";
import { shown } from "./journal.ts";
import { plain } from "./similar.ts";

export type Lane = "inbox" | "queue" | "later" | "played" | "declined" | "log";
export const lanes: readonly Lane[] = ["inbox", "queue", "later", "played", "declined", "log"];

/** A lane's rows in the order of the screen; the second list is what is hidden, below what was declined. */
export interface Listed {
  first: readonly string[];
  second: readonly string[];
}

export class Selection {
  readonly lane = signal<Lane>("inbox");
  /** Words to look for; "" shows everything. */
  readonly query = signal("");
  readonly listed: Record<Lane, ReadonlySignal<Listed>>;
  /** The selected row of the present lane. */
  readonly id: ReadonlySignal<string | null>;
  /** Grows when the selected row is to take the focus. */
  readonly focusing = signal(0);

  private readonly chosen = signal<Partial<Record<Lane, string>>>({});
  private readonly ends: (() => void)[] = [];
  private readonly deck: Deck;

  constructor(deck: Deck, inbox: ReadonlySignal<readonly string[]>) {
    this.deck = deck;
    const ids = (rows: readonly Row[]) => rows.map((row) => row.id);
    const listed = (first: () => readonly string[], second: () => readonly string[]) =>
      computed<Listed>(() => ({ first: this.found(first()), second: this.found(second()) }));
    const none = () => [];
    this.listed = {
      inbox: listed(() => inbox.value, none),
      queue: listed(() => ids(deck.lanes.value.queue), none),
      later: listed(() => ids(deck.lanes.value.later), none),
      played: listed(() => ids(deck.lanes.value.played), none),
      declined: listed(
        () => ids(deck.lanes.value.declined),
        () => ids(deck.lanes.value.hidden),
      ),
      log: listed(() => shown(deck.journal.entries.value).map((entry) => entry.change), none),
    };
    this.id = computed(() => this.of(this.lane.value));
  }

  start(): void {
    for (const lane of lanes) {
      let before: Listed = { first: [], second: [] };
      this.ends.push(
        effect(() => {
          const now = this.listed[lane].value;
          if (sameOrder(before.first, now.first) && sameOrder(before.second, now.second)) return;
          const was = before;
          before = now;
          this.handOn(lane, was, now);
        }),
      );
    }
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
  }

  /** The selected row of a lane; the first one, whichever that is, unless one was chosen. */
  of(lane: Lane): string | null {
    return this.chosen.value[lane] ?? this.order(lane)[0] ?? null;
  }

  /** The row of the inbox that somebody chose, which therefore keeps its place; null while it is simply the first. */
  anchor(): string | null {
    return this.chosen.value.inbox ?? null;
  }

  /** The selected request, for the keys. */
  row(): Row | undefined {
    const id = this.id.peek();
    return id === null || this.lane.peek() === "log" ? undefined : this.deck.row(id);
  }

  choose(lane: Lane, id: string, focus = false): void {
    this.lane.value = lane;
    if (this.chosen.peek()[lane] !== id) this.chosen.value = { ...this.chosen.peek(), [lane]: id };
    this.deck.looked(id);
    if (focus) this.focusing.value++;
  }

  /** A row has got the focus; that alone chooses it only if it was not selected. */
  focused(lane: Lane, id: string): void {
    if (this.of(lane) !== id) return this.choose(lane, id);
    this.lane.value = lane;
    this.deck.looked(id);
  }

  /** Goes to a row, in whichever lane it is. */
  find(id: string): void {
    const lane = lanes.find((each) => this.order(each).includes(id));
    if (lane) this.choose(lane, id, true);
  }

  go(lane: Lane): void {
    this.lane.value = lane;
    this.focusing.value++;
  }

  /** Moves by rows, or to an end for ±Infinity. */
  step(by: number): void {
    const lane = this.lane.peek();
    const order = this.order(lane);
    if (order.length === 0) return;
    const at = Math.max(0, order.indexOf(this.id.peek() ?? ""));
    const to = Math.min(order.length - 1, Math.max(0, at + by));
    this.choose(lane, order[to]!, true);
  }

  beside(by: number): void {
    const at = lanes.indexOf(this.lane.peek()) + by;
    const lane = lanes[at];
    if (lane) this.go(lane);
  }

  private order(lane: Lane): readonly string[] {
    return all(this.listed[lane].value);
  }

  /** A row that left, or went to the other list of its lane, hands on to the one after it. */
  private handOn(lane: Lane, before: Listed, now: Listed): void {
    const chosen = this.chosen.peek();
    const id = chosen[lane];
    if (id === undefined) {
      if (this.lane.peek() === lane && all(before)[0] !== all(now)[0]) this.focusing.value++;
      return;
    }
    const stays = now.first.includes(id)
      ? !before.second.includes(id)
      : now.second.includes(id) && !before.first.includes(id);
    if (stays) return;
    const others = all(now).filter((other) => other !== id);
    const next = heir(all(before), others, id);
    const { [lane]: _, ...rest } = chosen;
    this.chosen.value = next === null ? rest : { ...rest, [lane]: next };
    if (this.lane.peek() === lane) this.focusing.value++;
  }

  private found(ids: readonly string[]): readonly string[] {
    const words = plain(this.query.value).split(" ").filter(Boolean);
    if (words.length === 0) return ids;
    return ids.filter((id) => {
      const row = this.deck.rows.value.get(id);
      if (!row) return true;
      const text = plain(`${String(row.number).padStart(3, "0")} ${row.title} ${row.artist} ${row.name}`);
      return words.every((word) => text.includes(word));
    });
  }
}

function all({ first, second }: Listed): readonly string[] {
  return second.length === 0 ? first : [...first, ...second];
}
