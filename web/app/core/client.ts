// What a page holds of one event: the board, its own person, the line to the
// server, and the commands on their way. Components read its signals and call
// its methods; nothing else talks to the server about a board.

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { call, Refusal } from "./api.ts";
import { receive, type Board } from "./board.ts";
import { pageClient } from "./ids.ts";
import { remedy } from "./refusals.ts";
import { Connection, type LinkState } from "./socket.ts";
import { Votes, type Shown } from "./votes.ts";
import { open, type AckFrame, type Audience, type Challenge, type Command, type ErrorFrame, type Frame, type MeFrame, type Row } from "./words.ts";

export interface Link {
  state: LinkState;
  code: number; // the close code when refused
  since: number; // Unix ms when the state began
  fresh: number; // Unix ms when the board was last known to be true; 0 never
}

export interface ClientOptions {
  event: string;
  audience?: Audience;
  /** Gives the page an identity when a command needs one; false when a person
   * has to sign in. Listeners become guests without being asked. */
  identify?: () => Promise<boolean>;
  /** Does what the event asks of those who take part; false when the person
   * would rather not. */
  admit?: (challenge: Challenge) => Promise<boolean>;
  /** The person was signed out elsewhere; the page goes on as nobody. */
  signedOut?: () => void;
}

interface Waiting {
  command: Command;
  resolve: (ack: AckFrame) => void;
  reject: (refusal: Refusal) => void;
  tries: number;
  sent: boolean; // on the present socket
  held: boolean; // until its sender is somebody, or let in
}

export class Client {
  readonly board: ReadonlySignal<Board | null>;
  readonly me: ReadonlySignal<MeFrame | null>;
  readonly link: ReadonlySignal<Link>;
  /** Commands that no answer has come for. */
  readonly unsent: ReadonlySignal<number>;
  readonly audience: Audience;

  private readonly boardSignal: Signal<Board | null> = signal(null);
  private readonly meSignal: Signal<MeFrame | null> = signal(null);
  private readonly linkSignal: Signal<Link>;
  private readonly unsentSignal = signal(0);
  private readonly votesSignal = signal(0); // grows when votes show differently
  private readonly connection: Connection;
  private readonly waiting = new Map<string, Waiting>();
  private readonly votes = new Votes();
  private readonly client = pageClient();
  private readonly identify: () => Promise<boolean>;
  private readonly admit: (challenge: Challenge) => Promise<boolean>;
  private readonly signedOut: () => void;
  private readonly frames = new Set<(frame: Frame) => void>();
  private identifying: Promise<boolean> | null = null;
  private settling: ReturnType<typeof setTimeout> | null = null;
  private lastRef = 0;
  private firstMe = true;

  constructor(options: ClientOptions) {
    this.audience = options.audience ?? "public";
    this.identify = options.identify ?? becomeGuest;
    this.admit = options.admit ?? (() => Promise.resolve(false));
    this.signedOut = options.signedOut ?? (() => undefined);
    this.linkSignal = signal<Link>({ state: "connecting", code: 0, since: Date.now(), fresh: 0 });
    this.board = this.boardSignal;
    this.me = this.meSignal;
    this.link = this.linkSignal;
    this.unsent = this.unsentSignal;
    this.connection = new Connection(options.event, this.audience, {
      cookie: () => this.boardSignal.peek()?.cookie ?? null,
      take: (frame, at) => this.take(frame, at),
      opened: () => this.opened(),
      state: (state, code) => this.changed(state, code),
      signedOut: () => this.becomeNobody(),
    });
  }

  start(): void {
    this.connection.start();
  }

  stop(): void {
    this.connection.stop();
    if (this.settling !== null) clearTimeout(this.settling);
    this.frames.clear();
  }

  /** Calls f with every frame after it was taken in; returns how to end that. */
  onFrame(f: (frame: Frame) => void): () => void {
    this.frames.add(f);
    return () => this.frames.delete(f);
  }

  /** Sends a command. Waits while the line is down and sends it again after a
   * reconnect, since every command is idempotent (give `set`, `event` and
   * `undo` a change id). Rejects with a Refusal. */
  send(command: Command): Promise<AckFrame> {
    return new Promise((resolve, reject) => {
      const state = this.linkSignal.peek().state;
      if (state === "refused" || state === "signed_out") {
        reject(new Refusal({ code: "sign_in", detail: "This page may not change the board any more." }));
        return;
      }
      const ref = String(++this.lastRef);
      const waiting: Waiting = { command, resolve, reject, tries: 0, sent: false, held: false };
      this.waiting.set(ref, waiting);
      this.unsentSignal.value = this.waiting.size;
      this.transmit(ref, waiting);
    });
  }

  /** Votes, or takes the vote back, and shows it at once. Rejects with a
   * Refusal after the count has gone back. */
  async vote(id: string, on: boolean): Promise<void> {
    const row = this.boardSignal.peek()?.rows.get(id);
    if (!row) return;
    const seq = this.votes.cast(row, on, Date.now());
    this.dropOlderVotes(id);
    this.repaintVotes();
    try {
      const ack = await this.send({ type: on ? "vote" : "unvote", id, client: this.client, seq });
      this.votes.answered(id, seq, on, ack.votes ?? row.votes, Date.now());
    } catch (refusal) {
      this.votes.refused(id, seq);
      if (refusal instanceof Refusal && (refusal.code === "stale" || refusal.code === "superseded")) return;
      throw refusal;
    } finally {
      this.repaintVotes();
    }
  }

  /** What to show as a row's count and vote; a component that reads it is
   * rendered again when that changes. */
  shown(row: Row): Shown {
    void this.votesSignal.value;
    return this.votes.shown(row, Date.now());
  }

  /** Digest of the board as held, to compare with the server's. */
  async digest(): Promise<string> {
    const board = this.boardSignal.peek();
    if (!board) return "";
    const { digest } = await import("./digest.ts");
    return digest(board, this.audience);
  }

  private take(frame: Frame, at: number): boolean {
    let whole = true;
    switch (frame.type) {
      case "board":
      case "delta":
      case "presence":
        whole = this.takeShared(frame, at);
        break;
      case "me":
        this.votes.me(frame.votes, this.firstMe ? this.boardSignal.peek()?.rows : undefined);
        this.firstMe = false;
        this.meSignal.value = frame;
        this.repaintVotes();
        break;
      case "ack":
        this.answer(frame);
        break;
      case "error":
        this.refuse(frame);
        break;
    }
    for (const f of this.frames) f(frame);
    return whole;
  }

  private takeShared(frame: Extract<Frame, { type: "board" | "delta" | "presence" }>, at: number): boolean {
    const before = this.boardSignal.peek();
    const { board, hole } = receive(before, frame);
    this.boardSignal.value = board;
    if (!hole) this.linkSignal.peek().fresh = at;
    if (board && board.rows !== before?.rows) {
      this.dropDeadVotes(board);
      this.repaintVotes();
    }
    return !hole;
  }

  private opened(): void {
    this.firstMe = true;
    for (const [ref, waiting] of this.waiting) {
      waiting.sent = false;
      this.transmit(ref, waiting);
    }
  }

  private changed(state: LinkState, code: number): void {
    const link = this.linkSignal.peek();
    if (link.state === state) return;
    this.linkSignal.value = { state, code, since: Date.now(), fresh: link.fresh };
    if (state !== "refused" && state !== "signed_out") return;
    this.refuseAll({ code: "forbidden", detail: "This page may not change the board any more." });
  }

  /** The session has ended elsewhere. What waits was meant in its person's name
   * and must not count again in a guest's. The crew's board is not for nobody. */
  private becomeNobody(): boolean {
    if (this.audience === "crew") return false;
    this.refuseAll({ code: "sign_in", detail: "You are signed out." });
    this.meSignal.value = null;
    this.votes.me([]);
    this.repaintVotes();
    this.signedOut();
    return true;
  }

  private refuseAll(refusal: { code: string; detail: string }): void {
    for (const ref of [...this.waiting.keys()]) this.finish(ref)?.reject(new Refusal(refusal));
  }

  private transmit(ref: string, waiting: Waiting): void {
    if (waiting.sent || waiting.held) return;
    const { type, ...body } = waiting.command;
    waiting.sent = this.connection.send(JSON.stringify({ type, ref, ...body }));
  }

  private answer(ack: AckFrame): void {
    const waiting = this.finish(ack.ref);
    if (!waiting) return;
    if (waiting.command.type === "request" && !waiting.command.own) this.votes.asked(waiting.command.id);
    waiting.resolve(ack);
  }

  private refuse(error: ErrorFrame): void {
    const waiting = error.ref === undefined ? undefined : this.waiting.get(error.ref);
    if (!waiting || error.ref === undefined) return;
    const ref = error.ref;
    switch (remedy(error, waiting.command.type, waiting.tries++)) {
      case "wait":
        setTimeout(() => this.retry(ref), Math.max(error.retry_after ?? 0, 0.2) * 1000 * (1 + Math.random()));
        return;
      case "identify":
        void this.signIn(ref, waiting, error);
        return;
      case "admit":
        void this.comeIn(ref, waiting, error);
        return;
      case "none":
        this.finish(ref)?.reject(new Refusal(error));
    }
  }

  private retry(ref: string): void {
    const waiting = this.waiting.get(ref);
    if (!waiting) return;
    waiting.sent = waiting.held = false;
    this.transmit(ref, waiting);
  }

  /** Becomes somebody and opens the socket anew, which then sends everything
   * that waits. */
  private async signIn(ref: string, waiting: Waiting, error: ErrorFrame): Promise<void> {
    const first = this.identifying === null;
    const known = await this.heldUntil(this.known(), ref, waiting, error);
    if (known && first) this.connection.reopen();
  }

  /** Lets the person meet the event's challenge, then sends the command again. */
  private async comeIn(ref: string, waiting: Waiting, error: ErrorFrame): Promise<void> {
    if (!error.challenge) return;
    if (await this.heldUntil(this.admit(error.challenge), ref, waiting, error)) this.retry(ref);
  }

  /** Holds a command until its sender is ready for it; false when that fails,
   * and the command with it. */
  private async heldUntil(ready: Promise<boolean>, ref: string, waiting: Waiting, error: ErrorFrame): Promise<boolean> {
    waiting.held = true;
    waiting.sent = false;
    let refusal = new Refusal(error);
    try {
      if (await ready) {
        waiting.held = false;
        return true;
      }
    } catch (problem) {
      if (problem instanceof Refusal) refusal = problem;
    }
    this.finish(ref)?.reject(refusal);
    return false;
  }

  private known(): Promise<boolean> {
    this.identifying ??= this.identify().finally(() => {
      this.identifying = null;
    });
    return this.identifying;
  }

  private finish(ref: string): Waiting | undefined {
    const waiting = this.waiting.get(ref);
    this.waiting.delete(ref);
    this.unsentSignal.value = this.waiting.size;
    return waiting;
  }

  /** Only the last vote on a request that has not left yet is worth sending. */
  private dropOlderVotes(id: string): void {
    for (const [ref, { command, sent, reject }] of this.waiting) {
      if (!sent && isVote(command) && command.id === id) {
        this.finish(ref);
        reject(new Refusal({ code: "superseded", detail: "A later vote takes its place." }));
      }
    }
  }

  /** A vote that still waits when its song has been played is dropped. */
  private dropDeadVotes(board: Board): void {
    for (const [ref, { command, sent, reject }] of this.waiting) {
      if (sent || !isVote(command)) continue;
      const row = board.rows.get(command.id);
      if (row && open(row.status)) continue;
      this.finish(ref);
      reject(new Refusal({ code: "already_played", detail: "This song has already been played." }));
    }
  }

  private repaintVotes(): void {
    const rows = this.boardSignal.peek()?.rows;
    if (!rows) return;
    const next = this.votes.settle(rows, Date.now());
    this.votesSignal.value = this.votes.revision;
    if (this.settling !== null) clearTimeout(this.settling);
    this.settling = next === 0 ? null : setTimeout(() => this.repaintVotes(), Math.max(16, next - Date.now()));
  }
}

function isVote(command: Command): command is Extract<Command, { type: "vote" | "unvote" }> {
  return command.type === "vote" || command.type === "unvote";
}

/** A listener becomes a guest without being asked anything. */
export async function becomeGuest(): Promise<boolean> {
  await call("POST", "/guests", {});
  return true;
}
