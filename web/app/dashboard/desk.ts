// A desk is everything one dashboard holds together: the deck, what is
// selected, how the inbox is ordered, which dialog or menu is open.

import { computed, effect, signal, type Signal } from "@preact/signals";
import { slip } from "../core/format.ts";
import type { Gate, Role } from "../core/words.ts";
import { act, usualKeys } from "./actions.ts";
import { CrowdMoves } from "./crowdmoves.ts";
import { Deck } from "./deck.ts";
import { EventMoves } from "./eventmoves.ts";
import { InboxOrder } from "./inbox.ts";
import { keysWith, single } from "./keymap.ts";
import { keyName, typing } from "./keys.ts";
import { Moves } from "./moves.ts";
import { Selection, type Lane } from "./select.ts";
import { Settings } from "./settings.ts";
import { inTurns } from "./turns.ts";
import { tick } from "../core/ticking.ts";
import { t } from "../core/tongue.ts";

const youAre: Record<Exclude<Role, "listener">, string> = {
  owner: t("You are the owner now"),
  cohost: t("You are a cohost now"),
  moderator: t("You are a moderator now"),
};

const gatesSaid: Record<Gate, string> = {
  open: t("Requests are open."),
  last_call: t("Requests are at last call."),
  closed: t("Requests are closed."),
};

/** An open dialog; id is the request that it is about. */
export type Dialog =
  | { name: "own" | "announce" | "share" | "palette" | "help" | "crew" | "sweep" | "phone" }
  | { name: "merge" | "reason" | "ban"; id: string }
  | { name: "crowd"; tab: CrowdTab };

/** The pages of the dialog about the crowd. */
export type CrowdTab = "limits" | "admission" | "blocks" | "bans";

export interface MenuItem {
  label: string;
  key?: string;
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  run: () => void;
}

/** An open menu and the button that it hangs on. */
export interface Menu {
  label: string;
  head?: readonly string[]; // lines above the items
  at: HTMLElement;
  items: readonly MenuItem[];
}

export class Desk {
  readonly deck: Deck;
  readonly moves: Moves;
  readonly event: EventMoves;
  readonly crowd: CrowdMoves;
  readonly inbox: InboxOrder;
  readonly selection: Selection;
  readonly settings = new Settings();
  readonly dialog = signal<Dialog | null>(null);
  readonly menu = signal<Menu | null>(null);
  readonly searching = signal(false);
  /** The lane of the third column: the latest of these that was chosen. */
  readonly third: Signal<Exclude<Lane, "inbox" | "queue">> = signal("log");

  private readonly keys = computed(() => keysWith(usualKeys, this.settings.changes.value));
  private readonly names = computed(() => new Map(Object.entries(this.keys.value).map(([name, key]) => [key, name])));
  private readonly ends: (() => void)[] = [];

  constructor(event: string) {
    this.deck = new Deck(event);
    this.moves = new Moves(this.deck);
    this.event = new EventMoves(this.deck);
    this.crowd = new CrowdMoves(this.deck);
    const wanted = computed(() => {
      const { inbox, plays } = this.deck.lanes.value;
      return (this.settings.turns.value ? inTurns(inbox, plays) : inbox).map((row) => row.id);
    });
    const anchor = computed(() => this.selection.anchor());
    this.inbox = new InboxOrder(
      wanted,
      anchor,
      () => this.menu.peek() !== null || this.dialog.peek() !== null,
      (id) => this.deck.knew(id),
    );
    this.selection = new Selection(this.deck, this.inbox.shown);
  }

  start(): void {
    this.inbox.start();
    this.selection.start();
    this.ends.push(this.settings.start(), tick(), this.entitle(), this.speak(), this.follow(), this.tellRole());
    const press = (event: KeyboardEvent) => this.press(event);
    document.addEventListener("keydown", press);
    this.ends.push(() => document.removeEventListener("keydown", press));
    this.deck.start();
  }

  stop(): void {
    this.deck.stop();
    for (const end of this.ends.splice(0)) end();
    this.selection.stop();
    this.inbox.stop();
  }

  /** The key of an action, as keyName spells it; "" if it has none. */
  key(name: string): string {
    return this.keys.value[name] ?? "";
  }

  open(dialog: Dialog): void {
    this.menu.value = null;
    this.dialog.value = dialog;
  }

  close(): void {
    this.menu.value = null;
    if (this.dialog.peek() === null) return;
    this.dialog.value = null;
    this.selection.focusing.value++;
  }

  hold(): void {
    this.inbox.held.value = !this.inbox.held.peek();
  }

  /** Sorts the inbox by fair turns instead of by votes, or back. */
  turns(): void {
    this.settings.turns.value = !this.settings.turns.peek();
    this.inbox.show();
  }

  /** Settles the order and marks everything as seen. */
  show(): void {
    this.inbox.show();
    this.deck.looked();
  }

  search(): void {
    this.searching.value = true;
  }

  endSearch(): void {
    this.searching.value = false;
    this.selection.query.value = "";
    this.selection.focusing.value++;
  }

  /** The action of a key press; undefined for one that has none now. */
  pressed(event: KeyboardEvent): string | undefined {
    if (event.defaultPrevented || event.isComposing) return undefined;
    const name = keyName(event);
    const found = name === "" ? undefined : this.names.peek().get(name);
    if (event.repeat && !/^Arrow/.test(event.key) && found !== "down_row" && found !== "up_row") return undefined;
    return single(name) && !this.settings.keys.peek() ? undefined : found;
  }

  private press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || this.menu.peek() !== null) return;
    const name = keyName(event);
    const found = this.pressed(event);
    // The toast stands in a dialog too, and so its keys are good there.
    if (this.dialog.peek() !== null && found !== "undo" && found !== "redo") return;
    if (name === "Escape") return event.repeat ? undefined : this.release(event);
    if (name !== "Ctrl+K" && typing(event.target)) return;
    // A focused button or link is pressed by Enter itself.
    if (name === "Enter" && event.target instanceof Element && event.target.closest("button, a, summary")) return;
    if (this.walk(event)) return event.preventDefault();
    if (found === undefined) return;
    event.preventDefault();
    act(this, found);
  }

  /** Keys that move through a lane and between lanes. */
  private walk(event: KeyboardEvent): boolean {
    const inList = event.target instanceof Element && event.target.closest("[data-lane], body") !== null;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !inList) return false;
    const by: Record<string, number> = {
      ...{ ArrowUp: -1, ArrowDown: 1, PageUp: -8, PageDown: 8 },
      ...{ Home: -Infinity, End: Infinity },
    };
    if (event.key in by) {
      this.selection.step(by[event.key]!);
      return true;
    }
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return false;
    this.selection.beside(event.key === "ArrowRight" ? 1 : -1);
    return true;
  }

  /** Escape ends a search, puts the toast away, and at last gives the keyboard back. */
  private release(event: KeyboardEvent): void {
    if (this.searching.peek()) return this.endSearch();
    if (this.deck.toaster.toast.peek()) return this.deck.toaster.hide();
    if (event.target instanceof HTMLElement) event.target.blur();
  }

  private follow(): () => void {
    return effect(() => {
      const lane = this.selection.lane.value;
      if (lane !== "inbox" && lane !== "queue") this.third.value = lane;
    });
  }

  /** Somebody gave this person another role: the controls are others at once. */
  private tellRole(): () => void {
    let before: Role | null = null;
    return effect(() => {
      const role = this.deck.client.me.value?.role ?? null;
      const was = before;
      before = role;
      if (role === null || was === null || role === was || role === "listener") return;
      this.menu.value = null;
      if (this.dialog.peek()?.name !== "crew") this.dialog.value = null;
      const text = youAre[role];
      this.deck.toaster.show({ glyph: "⚑", tone: "cue", text, undo: false });
    });
  }

  /** "(3) Kaiku" while requests wait that nobody has looked at. */
  private entitle(): () => void {
    return effect(() => {
      const gig = this.deck.gig.value;
      const fresh = this.deck.fresh.value.size;
      if (gig) document.title = `${fresh > 0 ? `(${fresh}) ` : ""}${gig.title} · Cueslip`;
    });
  }

  /** Says what a DJ who does not look should know: what plays, the gate, the line. */
  private speak(): () => void {
    const facts = computed(() => {
      const { now } = this.deck.lanes.value;
      const gate = this.deck.gig.value?.gate;
      const line = this.deck.client.link.value.state;
      if (line === "down") return t("Reconnecting.");
      if (!gate) return "";
      const playing = now ? t("Now playing number {number}, {title}.", { number: slip(now.number), title: now.title }) : t("Nothing is playing.");
      return `${playing} ${gatesSaid[gate]}`;
    });
    return effect(() => {
      if (facts.value) this.deck.speech.say(facts.value);
    });
  }
}
