// The DJ's side of a board: the server's board with what is on its way laid
// over it, sorted into lanes; and the one door through which changes leave,
// each shown at once, undoable, and rolled back with a reason when refused.

import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { Refusal } from "../core/api.ts";
import type { Board } from "../core/board.ts";
import { Client } from "../core/client.ts";
import { numbered } from "../core/format.ts";
import { uuid7 } from "../core/ids.ts";
import { Speech } from "../core/speech.tsx";
import { t } from "../core/tongue.ts";
import type { Command, Frame, Gig, Role, Row } from "../core/words.ts";
import { Books } from "./books.ts";
import { othersAt } from "./company.ts";
import { bringsBack, lineOf, mayUndo, shown } from "./journal.ts";
import { decidedOn, lanesOf, waiting, type Lanes } from "./lanes.ts";
import { Journal } from "./log.ts";
import { decided, eventOver, laidOver, movesOf, remaining, settings, type Patch, type Pending } from "./pending.ts";
import type { Move } from "./queue.ts";
import { similar, type Song } from "./similar.ts";
import { Toaster, type Tone } from "./toaster.ts";
import { decidedAt, twins } from "./twins.ts";
import {
  drop,
  emptyStack,
  latest,
  latestUndone,
  push,
  redid,
  undid,
  type Done,
  type Step,
  type Undone,
  type UndoStack,
} from "./undo.ts";

/** One command with what it will look like. */
export interface Act {
  command: Exclude<Command, { type: "vote" | "unvote" | "undo" }>;
  rows?: ReadonlyMap<string, Patch>;
  event?: Partial<Gig>;
  move?: Move;
  added?: Row;
}

/** How an action is told. */
export interface Told {
  glyph: string;
  tone: Tone;
  text: string;
  declined?: string; // the request, to add a reason
  final?: boolean; // this person cannot take it back
}

/** How long a refusal stands in its row. */
const REFUSED_MS = 8_000;
/** How old a change may be for a newly loaded page to undo it by a key. */
const REMEMBERED_MS = 15 * 60_000;

export class Deck {
  readonly client: Client;
  readonly speech = new Speech();
  readonly toaster = new Toaster();
  readonly journal: Journal;
  readonly books: Books;
  readonly stack = signal<UndoStack>(emptyStack);
  /** Why a row went back, by request. */
  readonly refused = signal<ReadonlyMap<string, string>>(new Map());
  /** Requests that came in and were not looked at yet. */
  readonly fresh = signal<ReadonlySet<string>>(new Set());

  readonly rows: ReadonlySignal<ReadonlyMap<string, Row>>;
  readonly gig: ReadonlySignal<Gig | null>;
  readonly lanes: ReadonlySignal<Lanes>;
  readonly similar: ReadonlySignal<ReadonlyMap<string, Song[]>>;
  /** Where the same song stands already, by the request that asks for it again. */
  readonly twins: ReadonlySignal<ReadonlyMap<string, Row>>;
  /** Who else of the crew is at the desk, by their names. */
  readonly others: ReadonlySignal<readonly string[]>;
  /** What this person is here. */
  readonly role: ReadonlySignal<Role>;
  /** Whether this person may do everything now; a moderator only hides and declines, and an ended event stands. */
  readonly runs: ReadonlySignal<boolean>;

  private readonly pending = signal<readonly Pending[]>([]);
  private known: ReadonlyMap<string, Row> | null = null; // rows before the present frame
  private pruning: ReturnType<typeof setTimeout> | null = null;
  private remembering: (() => void) | null = null;
  private readonly refusals = new Set<ReturnType<typeof setTimeout>>();

  constructor(event: string) {
    this.client = new Client({ event, audience: "crew", identify: () => Promise.resolve(false) });
    this.journal = new Journal(event);
    this.books = new Books(event);
    this.others = othersAt(this.client);
    this.rows = computed(() => laidOver(this.client.board.value?.rows ?? new Map(), this.pending.value));
    this.gig = computed(() => {
      const board = this.client.board.value;
      return board ? eventOver(board.event, this.pending.value) : null;
    });
    this.lanes = computed(() => lanesOf(this.rows.value, movesOf(this.pending.value)));
    this.similar = keptWhile(
      computed(() => waiting(this.lanes.value)),
      (rows) => rows.map((row) => `${row.id}${row.title}\n${row.artist}`).join("\n"),
      similar,
    );
    this.twins = keptWhile(
      computed(() => ({ waits: waiting(this.lanes.value), known: decidedOn(this.lanes.value) })),
      ({ waits, known }) => [...waits, ...known].map((row) => `${row.id}${row.status}${row.title}\n${row.artist}`).join("\n"),
      ({ waits, known }) => twins(waits, known, decidedAt),
    );
    // Until told: the server refuses what is not allowed.
    this.role = computed(() => this.client.me.value?.role ?? "owner");
    this.runs = computed(
      () => (this.role.value === "owner" || this.role.value === "cohost") && this.gig.value?.state !== "ended",
    );
    this.client.onFrame((frame) => this.noticed(frame));
  }

  start(): void {
    this.client.start();
    this.journal.refresh();
    this.books.start(this.journal.entries);
    this.remember();
  }

  stop(): void {
    this.remembering?.();
    this.client.stop();
    this.journal.stop();
    this.books.stop();
    this.toaster.stop();
    this.speech.stop();
    if (this.pruning !== null) clearTimeout(this.pruning);
    for (const timer of this.refusals) clearTimeout(timer);
  }

  row(id: string): Row | undefined {
    return this.rows.peek().get(id);
  }

  /** Whether a request was on the board before the latest frame. */
  knew(id: string): boolean {
    return this.known?.has(id) ?? false;
  }

  /** Does something in one step: shows it, sends it, and can take it back. */
  do(acts: readonly Act[], told: Told): void {
    void this.outcome(acts, told);
  }

  /** Does something as `do`, and says why it was refused, or "". */
  async outcome(acts: readonly Act[], told: Told): Promise<string> {
    if (acts.length === 0) return "";
    this.speech.dismiss();
    const { final = false, ...toast } = told;
    const sent = acts.map((act) => this.send(act));
    if (!final) this.stack.value = push(this.stack.peek(), { changes: sent.map(({ done }) => done), label: told.text });
    this.toaster.show({ ...toast, undo: !final });
    const refusals = await Promise.all(sent.map(({ refusal }) => refusal));
    return refusals.find((each) => each !== "") ?? "";
  }

  /** Takes the latest step back. */
  undo(): void {
    const step = latest(this.stack.peek());
    if (step) this.undoStep(step);
    else this.toaster.show({ glyph: "·", tone: "plain", text: t("Nothing to undo"), undo: false });
  }

  /** Does again what was undone last. */
  redo(): void {
    const undone = latestUndone(this.stack.peek());
    if (undone) this.redoStep(undone);
  }

  /** Takes a step back, the page's own or one that the log shows. */
  undoStep(step: Step): void {
    this.speech.dismiss();
    const by = [...step.changes].reverse().map((done) => this.takeBack(done));
    this.stack.value = undid(this.stack.peek(), { step, by });
    this.toaster.show({ glyph: "↶", tone: "plain", text: t("Undone: {step}", { step: step.label }), undo: false, redo: true });
  }

  /** Makes a step stand again that was taken back. */
  redoStep({ step, by }: Undone): void {
    this.speech.dismiss();
    for (const done of [...by].reverse()) this.takeBack(done);
    this.stack.value = redid(this.stack.peek(), step);
    this.toaster.show({ glyph: "↷", tone: "plain", text: step.label, undo: true });
  }

  /** The DJ has looked: nothing is new any more, or these are not. */
  looked(...ids: string[]): void {
    const fresh = this.fresh.peek();
    if (fresh.size === 0 || (ids.length > 0 && !ids.some((id) => fresh.has(id)))) return;
    this.fresh.value = ids.length === 0 ? new Set() : new Set([...fresh].filter((id) => !ids.includes(id)));
  }

  private send(act: Act): { done: Done; refusal: Promise<string> } {
    const { command } = act;
    const change = command.type === "request" ? command.id : (command.change ?? uuid7());
    const rows = act.rows ?? new Map<string, Patch>();
    const done = this.before(change, [...rows.keys()], act.event ?? null);
    this.lay(change, rows, act.event ?? null, act.move ?? null, act.added ?? null);
    const answer = this.client.send(command.type === "request" ? command : { ...command, change });
    const refusal = this.answered(change, answer, aboutRow(command));
    if (!act.added) return { done, refusal };
    return { done: { ...done, rows: new Map([...done.rows, [act.added.id, { status: "withdrawn" }]]) }, refusal };
  }

  private takeBack(done: Done): Done {
    const change = uuid7();
    const again = this.before(change, [...done.rows.keys()], done.event);
    this.pending.value = this.pending.peek().filter((p) => p.change !== done.id || p.added !== null);
    this.lay(change, done.rows, done.event, null, null);
    const [main] = done.rows.keys();
    void this.answered(change, this.client.send({ type: "undo", change: done.id, id: change }), main ?? null);
    return again;
  }

  /** A page that was loaded again can still undo what its person just did. */
  private remember(): void {
    this.remembering = effect(() => {
      const me = this.client.me.value?.person;
      const entries = this.journal.entries.value;
      if (me === undefined || entries.length === 0) return;
      queueMicrotask(() => this.remembering?.());
      if (this.stack.peek() !== emptyStack) return;
      const mine = shown(entries).filter(
        (e) => e.person === me && !e.undone_by && Date.now() - e.at < REMEMBERED_MS && mayUndo(e, me, this.role.peek()),
      );
      const steps = mine.reverse().map((entry) => ({
        changes: [{ id: entry.change, ...bringsBack(entry.before) }],
        label: lineOf(entry, this.rows.peek(), this.journal.names.peek()).text,
      }));
      this.stack.value = steps.reduce(push, emptyStack);
    });
  }

  /** What stands now where a change is about to change something. */
  private before(id: string, ids: readonly string[], event: Partial<Gig> | null): Done {
    const rows = new Map<string, Patch>();
    for (const each of ids) {
      const row = this.row(each);
      if (!row) continue;
      const { status, reason, next, into, position, played_at, still_at, held: waits } = row;
      rows.set(each, { status, reason, next, into: into ?? null, position, played_at, still_at, held: waits ?? false });
    }
    const gig = this.gig.peek();
    const fields = Object.keys(event ?? {}) as (keyof Gig)[];
    return { id, rows, event: gig && event ? Object.fromEntries(fields.map((f) => [f, gig[f]])) : null };
  }

  private lay(
    change: string,
    rows: Pending["rows"],
    event: Pending["event"],
    move: Move | null,
    added: Row | null,
  ): void {
    const board = this.client.board.peek();
    const was = new Map([...rows.keys()].map((id) => [id, decided(board?.rows.get(id))]));
    const wasEvent = board ? settings(board.event, event) : "";
    const pending: Pending = { change, rows, event, move, added, was, wasEvent, acked: 0 };
    this.pending.value = [...this.pending.peek(), pending];
  }

  /** Settles what was sent, and says why it was refused, or "". */
  private async answered(change: string, answer: Promise<unknown>, main: string | null): Promise<string> {
    try {
      await answer;
      const now = Date.now();
      this.pending.value = this.pending.peek().map((p) => (p.change === change ? { ...p, acked: now } : p));
      this.prune();
      this.journal.refresh();
      return "";
    } catch (problem) {
      this.pending.value = this.pending.peek().filter((p) => p.change !== change);
      this.stack.value = drop(this.stack.peek(), change);
      return await this.explain(problem, main);
    }
  }

  /** Says why something went back; a conflict names who came first. */
  private async explain(problem: unknown, main: string | null): Promise<string> {
    let text = problem instanceof Error ? problem.message : t("That did not work.");
    if (problem instanceof Refusal && problem.code === "conflict") {
      const first = main ? await this.journal.latestOn(main) : null;
      const me = this.client.me.peek()?.person;
      if (first && first.person !== me) text = `${t("{name} was first.", { name: first.name || t("Somebody") })} ${text}`;
    }
    this.toaster.hide();
    this.speech.alert(text);
    if (main === null) return text;
    this.refused.value = new Map(this.refused.peek()).set(main, text);
    const timer = setTimeout(() => {
      this.refusals.delete(timer);
      const left = new Map(this.refused.peek());
      left.delete(main);
      this.refused.value = left;
    }, REFUSED_MS);
    this.refusals.add(timer);
    return text;
  }

  /** Drops what the board shows by now, and looks again if something is left. */
  private prune(): void {
    const board = this.client.board.peek();
    if (!board) return;
    this.pending.value = remaining(this.pending.peek(), board.rows, board.event, Date.now());
    if (this.pruning !== null) clearTimeout(this.pruning);
    this.pruning = this.pending.peek().some((p) => p.acked > 0) ? setTimeout(() => this.prune(), 1000) : null;
  }

  private noticed(frame: Frame): void {
    if (frame.type !== "board" && frame.type !== "delta") return;
    const board = this.client.board.peek();
    if (!board) return;
    this.prune();
    const known = this.known;
    this.known = board.rows;
    if (known === null || known === board.rows) {
      // What changes neither the settings nor a row is about people or lists.
      if (frame.event || (frame.type === "delta" && !frame.requests)) this.journal.refresh();
      return;
    }
    const ids = (frame.requests ?? []).map((part) => part.id);
    this.arrived(
      board,
      ids.filter((id) => !known.has(id)),
    );
    if (frame.event || ids.some((id) => known.has(id) && decided(known.get(id)) !== decided(board.rows.get(id)))) {
      this.journal.refresh();
    }
  }

  private arrived(board: Board, ids: readonly string[]): void {
    const me = this.client.me.peek()?.person;
    const news = ids.filter((id) => {
      const row = board.rows.get(id);
      return row?.status === "new" && !row.own && row.asker !== me;
    });
    const fresh = this.fresh.peek();
    const left = [...fresh].filter((id) => board.rows.get(id)?.status === "new"); // others were withdrawn or decided on
    if (news.length > 0 || left.length < fresh.size) this.fresh.value = new Set([...left, ...news]);
  }
}

/** "No. 042", or the title while the server has not given a number yet. */
export function named(row: Row): string {
  return row.number > 0 ? numbered(row.number) : row.title;
}

/** Whether a request waits for the crew's approval, and is hidden from everybody else. */
export function held(row: Row): boolean {
  return row.held === true && row.status === "new";
}

/** The request that a command is about, which shows why it was refused. */
function aboutRow(command: Act["command"]): string | null {
  switch (command.type) {
    case "set":
    case "void":
      return command.id;
    case "ban":
      return command.request ?? null;
    default:
      return null;
  }
}

/** A computed value that is made anew only when the key of its source changes: votes change nothing in it. */
function keptWhile<S, T>(source: ReadonlySignal<S>, key: (from: S) => string, make: (from: S) => T): ReadonlySignal<T> {
  let last: { key: string; value: T } | null = null;
  return computed(() => {
    const from = source.value;
    const name = key(from);
    if (last?.key !== name) last = { key: name, value: make(from) };
    return last.value;
  });
}
