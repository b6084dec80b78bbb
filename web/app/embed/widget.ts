// What the widget holds: the public board, read in nobody's name, and the calm
// order of its top. It sends nothing.

import { computed, effect, signal } from "@preact/signals";
import { byPlayed, byVotes, nowPlaying, receive, rowsWith, type Board } from "../core/board.ts";
import { HeldOrder } from "../core/order.ts";
import { Connection, type LinkState } from "../core/socket.ts";
import { tick } from "../core/ticking.ts";
import type { Frame, Row } from "../core/words.ts";

export class Widget {
  readonly board = signal<Board | null>(null);
  readonly link = signal<LinkState>("connecting");
  private readonly order = new HeldOrder();
  private readonly connection: Connection;

  constructor(
    readonly event: string,
    private readonly count: number,
  ) {
    this.connection = new Connection(
      event,
      "public",
      {
        cookie: () => this.board.peek()?.cookie ?? null,
        take: (frame) => this.take(frame),
        opened: () => {},
        state: (state) => (this.link.value = state),
        signedOut: () => true,
      },
      "nobody",
    );
  }

  /** Starts for as long as the page lives. */
  start(): void {
    effect(() => {
      const board = this.board.value;
      if (board) this.order.want(rowsWith(board, "new", "accepted").sort(byVotes).map((row) => row.id));
    });
    const plays = computed(() => this.board.value !== null && nowPlaying(this.board.value) !== null);
    effect(() => (plays.value ? tick() : undefined)); // nobody believes it for ever
    this.connection.start();
  }

  /** The first rows: the most wanted, or of an ended event what was played. */
  top(): Row[] {
    const board = this.board.value;
    if (!board) return [];
    if (board.event.state === "ended") return rowsWith(board, "played").sort(byPlayed).slice(0, this.count);
    const rows = this.order.shown.value.map((id) => board.rows.get(id));
    return rows.filter((row) => row !== undefined).slice(0, this.count);
  }

  private take(frame: Frame): boolean {
    if (frame.type !== "board" && frame.type !== "delta" && frame.type !== "presence") return true;
    const { board, hole } = receive(this.board.peek(), frame);
    this.board.value = board;
    return !hole;
  }
}
