// What the listener's page holds beside the board itself: which view is shown,
// the order of its list, what is on its way, and what it says aloud.

import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { Refusal } from "../core/api.ts";
import { byPlayed, byVotes, nowPlaying, queue, rowsWith } from "../core/board.ts";
import { Client } from "../core/client.ts";
import { HeldOrder } from "../core/order.ts";
import { Speech } from "../core/speech.tsx";
import type { Row } from "../core/words.ts";
import { Outbox, type Draft } from "./outbox.ts";
import { Settings } from "./settings.ts";
import { speak } from "./says.ts";

export type View = "top" | "queue" | "played" | "mine";

export class Page {
  readonly client: Client;
  readonly order = new HeldOrder();
  readonly speech = new Speech();
  readonly outbox: Outbox;
  readonly settings = new Settings();
  readonly view = signal<View>("top");
  readonly sheet = signal(false);
  readonly banned = signal("");
  /** Ids of the requests of this page's person, latest first. */
  readonly mine: ReadonlySignal<readonly string[]>;
  /** The rows of the view, in the order that it wants. */
  readonly wanted: ReadonlySignal<readonly Row[]>;

  private readonly ends: (() => void)[] = [];

  constructor(event: string) {
    this.client = new Client({ event });
    this.outbox = new Outbox(event);
    this.mine = computed(() => {
      const known = this.client.me.value?.requests ?? [];
      const all = new Set([...known, ...this.outbox.answered.value.map((row) => row.id)]);
      return [...all].sort((a, b) => (a < b ? 1 : -1)); // ids of requests begin with their time
    });
    this.wanted = computed(() => {
      const board = this.client.board.value;
      if (!board) return [];
      if (this.ended.value || this.view.value === "played") return rowsWith(board, "played").sort(byPlayed);
      if (this.view.value === "queue") return queue(board);
      return rowsWith(board, "new", "accepted").sort(byVotes);
    });
  }

  readonly ended = computed(() => this.client.board.value?.event.state === "ended");

  start(): void {
    this.ends.push(
      effect(() => {
        const board = this.client.board.value;
        if (board) this.order.want(rowsWith(board, "new", "accepted").sort(byVotes).map((row) => row.id));
      }),
      effect(() => this.title()),
      speak(this),
    );
    this.client.start();
    for (const draft of this.outbox.kept()) void this.deliver(draft, true);
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
    this.order.stop();
    this.speech.stop();
    this.client.stop();
  }

  async vote(row: Row, on: boolean): Promise<void> {
    if (on && "vibrate" in navigator) navigator.vibrate(10);
    try {
      await this.client.vote(row.id, on);
    } catch (problem) {
      this.failed(problem);
    }
  }

  /** Asks for a song. Resolves to true when the sheet may close: the request is
   * on the board, or kept until the line is back. */
  async ask(draft: Draft): Promise<boolean> {
    this.outbox.keep(draft);
    const sent = this.deliver(draft, false);
    return this.client.link.value.state === "live" ? sent : true;
  }

  async withdraw(id: string): Promise<void> {
    try {
      const ack = await this.client.send({ type: "set", id, status: "withdrawn" });
      if (ack.request) this.outbox.note(ack.request);
      this.outbox.remove(id);
    } catch (problem) {
      this.failed(problem);
    }
  }

  private async deliver(draft: Draft, again: boolean): Promise<boolean> {
    try {
      const { id, title, artist, name, dedication, note } = draft;
      const ack = await this.client.send({
        type: "request",
        id,
        title,
        ...(artist && { artist }),
        ...(name && { name }),
        ...(dedication && { dedication }),
        ...(note && { note }),
      });
      this.outbox.answer(draft, ack.request);
      if (ack.request) this.speech.say(`Sent. Your request is number ${ack.request.number}.`);
      return true;
    } catch (problem) {
      this.outbox.giveUp(draft, again || !this.sheet.value);
      this.failed(problem);
      return false;
    }
  }

  private failed(problem: unknown): void {
    if (!(problem instanceof Refusal)) throw problem;
    if (problem.code === "banned") this.banned.value = problem.message;
    this.speech.alert(problem.message);
  }

  /** The tab tells one's own turn before anything else. */
  private title(): void {
    const board = this.client.board.value;
    if (!board) return;
    const mine = new Set(this.mine.value);
    const playing = nowPlaying(board);
    const first = queue(board)[0];
    let turn = "";
    if (playing && mine.has(playing.id)) turn = "▶ Your song · ";
    else if (first?.next && mine.has(first.id)) turn = "▷ You are next · ";
    document.title = `${turn}${board.event.title}`;
  }
}
