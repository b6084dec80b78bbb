// The demo's line to the board that the server keeps for it: a board like any
// other, whose rounds follow each other. It is loaded once the page stands, and
// shares nothing with it but the stage.

import { effect } from "@preact/signals";
import { call, Refusal } from "../core/api.ts";
import { Backoff } from "../core/backoff.ts";
import { Client } from "../core/client.ts";
import { uuid7 } from "../core/ids.ts";
import { begin, slipOf, type Night } from "./night.ts";
import type { Line, Stage } from "./stage.ts";
import type { Row } from "../core/words.ts";

/** Over which the visitors of a round come to the next one. */
const SPREAD = 2000;

export function connect(stage: Stage): void {
  const live = new Live(stage);
  stage.live = live;
  live.start();
}

class Live implements Line {
  private client: Client | null = null;
  private event = "";
  private end = (): void => undefined; // of showing the client's board
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly backoff = new Backoff();
  private asked = new Map<string, Row>(); // as the server answered

  constructor(private readonly stage: Stage) {}

  /** Starts for as long as the page lives. A page that nobody looks at is not
   * there: the crowd rests when all are like that. */
  start(): void {
    addEventListener("online", () => this.look());
    addEventListener("pageshow", () => this.look());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave("opening") : this.look()));
    this.look();
  }

  vote(id: string, on: boolean): Promise<void> {
    return this.client?.vote(id, on) ?? Promise.resolve();
  }

  async ask(title: string, artist: string): Promise<Row> {
    const id = uuid7();
    const ack = await this.client!.send({ type: "request", id, title, artist });
    const row = { ...(ack.request ?? slipOf(0, title, artist, "", 1, "new")), id };
    this.asked.set(id, row);
    this.show();
    return row;
  }

  private look(): void {
    if (document.hidden) return;
    clearTimeout(this.timer);
    void this.find();
  }

  /** Finds the round that stands, and attends it until it is over. */
  private async find(): Promise<void> {
    try {
      const { event, left } = await call<{ event: string; left: number }>("POST", "/demo");
      if (document.hidden) return;
      this.backoff.reset();
      this.attend(event);
      this.again(left * 1000 + Math.random() * SPREAD);
    } catch (problem) {
      this.leave("alone");
      if (problem instanceof Refusal && problem.code === "not_found") return;
      this.again(this.backoff.next(0, 1000));
    }
  }

  private again(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), wait);
  }

  private attend(event: string): void {
    if (this.client && this.event === event) return;
    if (this.event && this.event !== event) this.stage.startAfresh();
    this.leave("opening");
    if (this.event !== event) this.asked.clear();
    this.event = event;
    this.client = new Client({ event });
    this.client.start();
    this.end = effect(() => this.show());
  }

  private leave(side: "opening" | "alone"): void {
    clearTimeout(this.timer);
    this.end();
    this.end = () => undefined;
    this.client?.stop();
    this.client = null;
    this.stage.part(side);
  }

  private show(): void {
    const client = this.client;
    const board = client?.board.value;
    const state = client?.link.value.state;
    if (state === "live" && client && board) this.stage.show(this.night(client), board.here);
    else if (state === "down") this.stage.part("alone");
    else if (state === "refused") queueMicrotask(() => this.lost());
  }

  /** The event is gone: another round stands, or soon will. */
  private lost(): void {
    this.leave("opening");
    this.again(1000 + Math.random() * SPREAD);
  }

  private night(client: Client): Night {
    const me = client.me.value;
    const votes = new Set<string>();
    const rows = [...(client.board.value?.rows.values() ?? [])].map((row) => {
      const { votes: total, mine } = client.shown(row);
      if (mine) votes.add(row.id);
      return { ...row, votes: total };
    });
    const mine = new Set([...this.asked.keys(), ...(me?.requests ?? [])]);
    for (const row of this.apart(client)) {
      votes.add(row.id);
      rows.push(row);
    }
    return { ...begin(rows), votes, mine };
  }

  /** The visitor's wishes that are not on the public board. */
  private apart(client: Client): Row[] {
    const apart = new Map<string, Row>();
    for (const [id, row] of this.asked) apart.set(id, { ...row, held: true });
    for (const slip of client.me.value?.slips ?? []) {
      apart.set(slip.id, { ...slipOf(slip.number, slip.title, slip.artist, "", slip.votes, slip.status), id: slip.id, held: true });
    }
    for (const id of client.board.value?.rows.keys() ?? []) apart.delete(id);
    return [...apart.values()];
  }
}
