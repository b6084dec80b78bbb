// What a DJ does with requests, each as one step that is shown at once and can
// be undone.

import { slip } from "../core/format.ts";
import { uuid7 } from "../core/ids.ts";
import { splitSong } from "../core/text.ts";
import { plural, t } from "../core/tongue.ts";
import { open, type Row, type Status } from "../core/words.ts";
import { named, type Act, type Deck, type Told } from "./deck.ts";
import type { Lanes } from "./lanes.ts";
import type { Patch } from "./pending.ts";
import { moveBy, moveTo, type Move } from "./queue.ts";
import { mergeTarget } from "./similar.ts";
import type { Tone } from "./toaster.ts";
import { standing } from "./twins.ts";

/** Reasons of a decline that listeners are told in their own language. */
export const reasons: readonly { reason: string; label: string }[] = [
  { reason: "dont_have", label: t("Don't have it") },
  { reason: "not_tonight", label: t("Not tonight") },
  { reason: "already_played", label: t("Already played") },
];

/** A reason as it is read. */
export function reasonText(reason: string): string {
  if (reason === "faded") return t("Waited too long"); // by the clock
  return reasons.find((each) => each.reason === reason)?.label ?? reason;
}

/** What nobody has decided on, and declining the rest would decline. */
export function undecided({ inbox, later }: Lanes): Row[] {
  return [...inbox, ...later];
}

/** What forward does with a request. */
export type Onward = "queue" | "merge" | "again" | "next" | "play" | "played" | "back";

/** What forward does with a request that waits, by the status of its twin. */
const beside: Partial<Record<Status, Onward>> = { accepted: "merge", playing: "again", played: "again" };

const left = { reason: "", next: false, position: null } as const;

export class Moves {
  private readonly deck: Deck;

  constructor(deck: Deck) {
    this.deck = deck;
  }

  /**
   * One lane onwards: inbox → queue → next → playing → played; back to the queue
   * from the end. What asks for a song of the queue joins it there.
   */
  forward(row: Row): void {
    switch (this.onward(row)) {
      case "queue":
      case "again":
        return this.queue(row);
      case "merge":
        return this.merge([row], this.twin(row)!);
      case "next":
        return this.next(row);
      case "play":
        return this.play(row);
      case "played":
        return this.played(row);
      case "back":
        return this.back(row);
    }
  }

  onward(row: Row): Onward {
    switch (row.status) {
      case "new":
      case "later":
        return beside[this.twin(row)?.status ?? "new"] ?? "queue";
      case "accepted":
        return row.next && this.deck.lanes.value.next?.id === row.id ? "play" : "next";
      case "playing":
        return "played";
      case "played":
        return "again";
      default:
        return "back";
    }
  }

  queue(row: Row): void {
    this.set(row, "accepted", { glyph: "+", tone: "cue", text: this.twice(row, t("Queued {request}", { request: named(row) })) });
  }

  /** Puts a request in front and tells listeners that it is next. */
  next(row: Row): void {
    const patch: Patch = { ...left, status: "accepted", next: true, position: row.position };
    const first = this.deck.lanes.peek().queue[0];
    this.deck.do(
      [
        {
          command: { type: "set", id: row.id, next: true, from: row.status },
          rows: new Map([[row.id, patch]]),
          ...(first && first.id !== row.id ? { move: { id: row.id, before: first.id } } : {}),
        },
      ],
      { glyph: "▷", tone: "cue", text: this.twice(row, t("{request} is next", { request: named(row) })) },
    );
  }

  /** Next no more, but still in its place. */
  notNext(row: Row): void {
    this.deck.do(
      [
        {
          command: { type: "set", id: row.id, next: false, from: row.status },
          rows: new Map([[row.id, { next: false }]]),
        },
      ],
      { glyph: "▷", tone: "plain", text: t("{request} is not fixed as next", { request: named(row) }) },
    );
  }

  play(row: Row): void {
    const patches = new Map<string, Patch>([[row.id, { ...left, status: "playing", played_at: Date.now(), still_at: 0 }]]);
    const now = this.deck.lanes.peek().now;
    if (now && now.id !== row.id) patches.set(now.id, { status: "played" });
    this.deck.do([{ command: { type: "set", id: row.id, status: "playing", from: row.status }, rows: patches }], {
      glyph: "▶",
      tone: "play",
      text: this.twice(row, t("Playing {request}", { request: named(row) })),
    });
  }

  /** Says that it plays longer than boards believe. */
  still(row: Row): void {
    const rows = new Map([[row.id, { still_at: Date.now() }]]);
    this.deck.do([{ command: { type: "set", id: row.id, status: "playing", from: row.status }, rows }], {
      glyph: "▶",
      tone: "play",
      text: t("Still playing {request}", { request: named(row) }),
    });
  }

  played(row: Row): void {
    this.set(row, "played", { glyph: "●", tone: "plain", text: t("Played {request}", { request: named(row) }) });
  }

  later(row: Row): void {
    this.set(row, "later", { glyph: "◷", tone: "plain", text: t("Later: {request}", { request: named(row) }) });
  }

  back(row: Row): void {
    this.set(row, "new", { glyph: "↩", tone: "plain", text: t("Back in the inbox: {request}", { request: named(row) }) });
  }

  decline(row: Row, reason = ""): void {
    const told = { glyph: "✕", tone: "no" as Tone, text: t("Declined {request}", { request: named(row) }) };
    if (row.status === "declined") {
      if (reason === "") return;
      this.deck.do([{ command: { type: "set", id: row.id, reason }, rows: new Map([[row.id, { reason }]]) }], {
        ...told,
        text: `${told.text}: ${reasonText(reason)}`,
      });
      return;
    }
    const command: Act["command"] = { type: "set", id: row.id, status: "declined", from: row.status };
    if (reason !== "") command.reason = reason;
    this.deck.do(
      [{ command, rows: new Map([[row.id, { ...left, status: "declined", reason }]]) }],
      reason === "" ? { ...told, declined: row.id } : { ...told, text: `${told.text}: ${reasonText(reason)}` },
    );
  }

  /** Shows everybody a request that waited for approval. */
  approve(row: Row): void {
    this.deck.do(
      [
        {
          command: { type: "set", id: row.id, status: "new", from: row.status },
          rows: new Map([[row.id, { ...left, status: "new", held: false }]]),
        },
      ],
      { glyph: "✓", tone: "play", text: t("Approved {request}", { request: named(row) }) },
    );
  }

  /** Declines what nobody has decided on, in one step. */
  sweep(reason = ""): void {
    const rest = undecided(this.deck.lanes.peek());
    const command: Act["command"] = reason === "" ? { type: "sweep" } : { type: "sweep", reason };
    const rows = new Map(rest.map((row) => [row.id, { ...left, status: "declined" as Status, reason }]));
    const text = plural(rest.length, "Declined the rest: {n} request", "Declined the rest: {n} requests");
    this.deck.do([{ command, rows }], { glyph: "✕", tone: "no", text });
  }

  hide(row: Row): void {
    this.set(row, "hidden", { glyph: "⊘", tone: "no", text: t("Hid {request}", { request: named(row) }) });
  }

  /** Merges what asks for the same song into one; false when nothing is similar. */
  mergeSimilar(row: Row): boolean {
    const others = (this.deck.similar.peek().get(row.id) ?? []).flatMap((song) => this.deck.row(song.id) ?? []);
    if (others.length === 0) return false;
    const target = mergeTarget([row, ...others]);
    const same = new Set(this.deck.similar.peek().get(target.id)?.map((song) => song.id)); // two artists are not alike for being like a request without one
    this.merge([row, ...others].filter((each) => same.has(each.id)), target);
    return true;
  }

  merge(sources: readonly Row[], target: Row): void {
    const merging = sources.filter((row) => row.id !== target.id && open(row.status));
    const numbers = merging.map((row) => slip(row.number)).join(", ");
    this.deck.do(
      merging.map((row) => ({
        command: { type: "set", id: row.id, into: target.id, from: row.status },
        rows: new Map<string, Patch>([[row.id, { ...left, status: "merged", into: target.id }]]),
      })),
      { glyph: "⇉", tone: "plain", text: t("Merged {numbers} into {request}", { numbers, request: named(target) }) },
    );
  }

  /** Moves a queued request up (negative) or down. */
  moveBy(row: Row, by: number): void {
    this.move(row, moveBy(this.queueIds(), row.id, by));
  }

  /** Gives a queued request the place `to`, counted from 0. */
  moveTo(row: Row, to: number): void {
    this.move(row, moveTo(this.queueIds(), row.id, to));
  }

  /** A song that nobody asked for, playing at once. */
  own(typed: string): void {
    const { title, artist } = splitSong(typed);
    if (title === "") return;
    const now = Date.now();
    const id = uuid7(now);
    const added: Row = {
      ...{ id, number: 0, title, artist, name: "", dedication: "", status: "playing", reason: "", votes: 0 },
      ...{ position: null, next: false, own: true, at: now, played_at: now, still_at: 0 },
    };
    const playing = this.deck.lanes.peek().now;
    const command: Act["command"] = { type: "request", id, title, own: true };
    if (artist !== "") command.artist = artist;
    this.deck.do([{ command, added, rows: new Map(playing ? [[playing.id, { status: "played" as Status }]] : []) }], {
      glyph: "▶",
      tone: "play",
      text: t("Playing {request}", { request: title }),
    });
  }

  /** Where the song of a request stands already. */
  private twin(row: Row): Row | undefined {
    return this.deck.twins.value.get(row.id);
  }

  /** What was done with a request; and where its song stands beside, lest it is played twice by mistake. */
  private twice(row: Row, text: string): string {
    const twin = this.twin(row);
    if (!twin || twin.status === "declined") return text;
    return t("{done} · same song: {standing}", { done: text, standing: standing(twin) });
  }

  private set(row: Row, status: Status, told: Told): void {
    const patch: Patch = { ...left, status };
    if (status === "played" && row.played_at === 0) patch.played_at = Date.now();
    this.deck.do(
      [{ command: { type: "set", id: row.id, status, from: row.status }, rows: new Map([[row.id, patch]]) }],
      told,
    );
  }

  private move(row: Row, move: Move | null): void {
    if (!move) return;
    const place =
      this.queueIds()
        .filter((id) => id !== row.id)
        .indexOf(move.before ?? "") + 1;
    this.deck.do(
      [
        {
          command: { type: "set", id: row.id, before: move.before, from: row.status },
          rows: new Map([[row.id, {}]]),
          move,
        },
      ],
      { glyph: "⇅", tone: "plain", text: t("Moved {request} to place {place}", { request: named(row), place: place || this.queueIds().length }) },
    );
  }

  private queueIds(): string[] {
    return this.deck.lanes.peek().queue.map((row) => row.id);
  }
}
