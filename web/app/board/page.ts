// What the listener's page holds beside the board itself: which view is shown,
// the order of its list, what is on its way, and what it says aloud.

import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { Refusal, unreachable } from "../core/api.ts";
import { byPlayed, byVotes, nowPlaying, queue, rowsWith } from "../core/board.ts";
import { Client } from "../core/client.ts";
import { onAir } from "../core/onair.ts";
import { HeldOrder } from "../core/order.ts";
import { Speech } from "../core/speech.tsx";
import { now, tick } from "../core/ticking.ts";
import { t } from "../core/tongue.ts";
import type { Challenge, MeFrame, Row } from "../core/words.ts";
import { banned } from "./ban.ts";
import { Door } from "./door.ts";
import { Outbox, type Draft } from "./outbox.ts";
import { Sent } from "./sent.tsx";
import { Settings } from "./settings.ts";
import { speak } from "./says.ts";
import { waits } from "./wait.ts";

export type View = "top" | "queue" | "played" | "mine";

export class Page {
  readonly client: Client;
  readonly order = new HeldOrder();
  readonly speech = new Speech();
  readonly outbox: Outbox;
  readonly door: Door;
  readonly sent = new Sent();
  readonly settings = new Settings();
  readonly view = signal<View>("top");
  /** What is looked for in the list; null while its field is closed. */
  readonly find = signal<string | null>(null);
  readonly sheet = signal(false);
  /** What is shown after a tap only; null until it is here. */
  readonly late = signal<typeof import("./late.ts") | null>(null);
  /** What keeps this page's person from asking and voting. */
  readonly ban: ReadonlySignal<MeFrame["ban"]>;
  /** Ids of the requests of this page's person, latest first. */
  readonly mine: ReadonlySignal<readonly string[]>;
  /** What plays now, as far as anybody knows. */
  readonly playing = computed(() => {
    const board = this.client.board.value;
    return board && onAir(nowPlaying(board), now.value);
  });
  /** When the last call is over by itself; 0 for when the DJ says so. */
  readonly closes = computed(() => this.client.board.value?.event.closes_at ?? 0);
  /** The rows of the view, in the order that it wants. */
  readonly wanted: ReadonlySignal<readonly Row[]>;

  private readonly ends: (() => void)[] = [];
  private readonly plays = computed(() => this.client.board.value !== null && nowPlaying(this.client.board.value) !== null);
  private acted = false; // the person has asked or voted since the page is open

  constructor(event: string) {
    this.client = new Client({ event, admit: (challenge) => this.admit(challenge), signedOut: () => this.signedOut() });
    this.outbox = new Outbox(event);
    this.door = new Door(event);
    this.ban = computed(() => {
      const ban = this.client.me.value?.ban;
      return ban && (ban.until === null || now.value < ban.until) ? ban : null;
    });
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
  /** How long each accepted request may take, by id. */
  readonly waits = computed(() => (this.client.board.value ? waits(this.client.board.value) : new Map<string, string>()));

  start(): void {
    this.ends.push(
      effect(() => {
        const board = this.client.board.value;
        if (board) this.order.want(rowsWith(board, "new", "accepted").sort(byVotes).map((row) => row.id));
      }),
      effect(() => this.title()),
      effect(() => {
        if (this.sheet.value || this.view.value === "mine" || this.door.asked.value) void this.complete();
      }),
      effect(() => (this.client.me.value?.ban?.until ? tick() : undefined)), // it ends by the clock
      effect(() => (this.closes.value ? tick() : undefined)), // as a last call is
      effect(() => (this.plays.value ? tick() : undefined)), // as what plays does
      effect(() => {
        const admission = this.client.board.value?.event.admission;
        const asked = this.door.asked.peek();
        if (asked && asked !== admission) this.door.leave(true); // the DJ asks for it no more
      }),
      speak(this),
    );
    const room = takeRoom();
    const first = this.client.onFrame(() => {
      if (!this.client.board.value) return;
      first();
      void this.goOn(room);
    });
    this.client.start();
  }

  /** Takes up what an earlier page load left, once there is a board. */
  private async goOn(room: string): Promise<void> {
    const drafts = this.outbox.kept();
    const votes = this.outbox.votes();
    if (room && this.client.board.value?.event.admission === "room_code") await this.door.arrive(room);
    for (const [id, on] of Object.entries(votes)) void this.cast(id, on);
    for (const draft of drafts) void this.deliver(draft).then((refusal) => refusal && this.failed(refusal));
  }

  /** Fetches what is not here yet. A page that cannot have it says so when it
   * is wanted; it is then tried again. */
  async complete(wanted = true): Promise<void> {
    try {
      const late = await import("./late.ts");
      if (this.late.value) return;
      this.late.value = late;
      late.renew(this.client);
    } catch {
      if (wanted) this.failed(unreachable());
    }
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
    this.order.stop();
    this.sent.clear();
    this.speech.stop();
    this.client.stop();
  }

  async vote(row: Row, on: boolean): Promise<void> {
    this.acted = true;
    if (this.ban.value) return this.speech.alert(banned(this.ban.value));
    if (on && "vibrate" in navigator) navigator.vibrate(10);
    await this.cast(row.id, on);
  }

  private async cast(id: string, on: boolean): Promise<void> {
    this.outbox.keepVote(id, on);
    try {
      await this.client.vote(id, on);
    } catch (problem) {
      this.failed(problem);
    }
    if (this.outbox.votes()[id] === on) this.outbox.keepVote(id, null); // no later one is on its way
  }

  /** Asks for a song. Resolves to null when the sheet may close, as the request
   * is on the board, or kept until the line is back; else to why not. */
  async ask(draft: Draft): Promise<Refusal | null> {
    this.acted = true;
    this.outbox.keep(draft);
    const sent = this.deliver(draft);
    const live = this.client.link.value.state === "live";
    void sent.then((refusal) => refusal && !(live && this.sheet.value) && this.failed(refusal));
    return live ? sent : null;
  }

  /** Resolves to false when it was too late, which it says. */
  async withdraw(id: string): Promise<boolean> {
    if (this.sent.draft.value?.id === id) this.sent.clear();
    try {
      const ack = await this.client.send({ type: "set", id, status: "withdrawn" });
      if (ack.request) this.outbox.note(ack.request);
      this.outbox.remove(id);
      return true;
    } catch (problem) {
      this.failed(problem);
      return false;
    }
  }

  /** Undoes a request that was just sent: its text is in the sheet again. */
  async takeBack(draft: Draft): Promise<void> {
    if (!(await this.withdraw(draft.id))) return;
    this.outbox.giveUp(draft);
    this.speech.say(t("Taken back."));
  }

  private async deliver(draft: Draft): Promise<Refusal | null> {
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
      this.sent.show(draft);
      if (ack.request) this.speech.say(t("Sent. Your request is number {number}.", { number: ack.request.number }));
      return null;
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      this.outbox.giveUp(draft);
      return problem;
    }
  }

  /** Says why an action of one's own failed. */
  failed(problem: unknown): void {
    if (!(problem instanceof Refusal)) throw problem;
    this.speech.alert(problem.message);
  }

  /** Nobody who has just come, or come back, is sent to sign in. */
  private async admit(challenge: Challenge): Promise<boolean> {
    return (this.acted || challenge.kind !== "account") && this.door.meet(challenge);
  }

  private signedOut(): void {
    this.outbox.forget();
    this.speech.alert(t("Signed out. What you do next, you do as a guest."));
  }

  /** The tab tells one's own turn before anything else. */
  private title(): void {
    const board = this.client.board.value;
    if (!board) return;
    const mine = new Set(this.mine.value);
    const playing = this.playing.value;
    const first = queue(board)[0];
    let turn = "";
    if (playing && mine.has(playing.id)) turn = `▶ ${t("Your song")} · `;
    else if (first?.next && mine.has(first.id)) turn = `▷ ${t("You are next")} · `;
    document.title = `${turn}${board.event.title}`;
  }
}

/** The room's code that came with the address, which loses it: it is nothing to
 * pass on. */
function takeRoom(): string {
  const address = new URL(location.href);
  const room = address.searchParams.get("room") ?? "";
  address.searchParams.delete("room");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
  return room;
}
