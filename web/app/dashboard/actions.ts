// Everything a DJ can do, once: the keys, the palette, the menus and the help
// all read this table, so that each of them teaches the same key.

import { copyText } from "./clipboard.ts";
import { held } from "./deck.ts";
import { deckSearch } from "./decksearch.ts";
import type { Desk } from "./desk.ts";
import { groupOf } from "./groups.ts";
import type { KeyMap } from "./keymap.ts";
import { popOut, popsOut } from "./mini.tsx";
import { undecided } from "./moves.ts";
import { onAir } from "../core/onair.ts";
import { t } from "../core/tongue.ts";
import { open, type Row } from "../core/words.ts";

export interface Action {
  name: string;
  label: string;
  key: string; // the usual one, as keyName spells it; "" has none
  group: "request" | "event" | "page";
  /** It is the DJ's: moderators are not offered it, and its key is dead for them. */
  chief?: boolean;
  /** Whether it can be done now. */
  can?: (desk: Desk) => boolean;
  run: (desk: Desk) => void;
}

type OnRow = (desk: Desk, row: Row) => void;

const waiting = (row: Row) => open(row.status);
const live = (desk: Desk) => desk.deck.gig.value?.state !== "ended";
const chief = (desk: Desk) => desk.deck.runs.value;

/** An action on the selected request. */
function onRow(name: string, label: string, key: string, fits: (row: Row, desk: Desk) => boolean, run: OnRow): Action {
  const forChief = !moderating.has(name);
  return {
    ...{ name, label, key, group: "request" as const, chief: forChief },
    can: (desk) => {
      const row = desk.selection.row();
      return row !== undefined && live(desk) && fits(row, desk) && (chief(desk) || !forChief);
    },
    run: (desk) => {
      const row = desk.selection.row();
      if (row) run(desk, row);
    },
  };
}

/** What a moderator may do. */
const moderating = new Set(["decline", "reason", "hide", "back", "approve", "ban", "void"]);

/** Copies the selected song, or what plays, for the search of the decks. */
async function copySong(desk: Desk): Promise<void> {
  const row = songOf(desk);
  if (!row) return;
  const text = deckSearch(row);
  const copied = await copyText(text);
  desk.deck.toaster.show({
    glyph: copied ? "✓" : "✕",
    tone: copied ? "plain" : "no",
    text: copied ? t("Copied: {text}", { text }) : t("This browser does not let the page copy."),
    undo: false,
  });
}

function songOf(desk: Desk): Row | null {
  return desk.selection.row() ?? desk.deck.lanes.peek().now;
}

/** Whether somebody of the crowd asked: nobody of the crew is shown out. */
function hasAsker(desk: Desk, row: Row): boolean {
  const { asker } = row;
  return !row.own && asker !== undefined && !desk.deck.books.crew.value.some((mate) => mate.person === asker);
}

const always = () => true;

export const actions: readonly Action[] = [
  onRow("forward", t("Forward: queue, next, play"), "Enter", always, (d, row) => d.moves.forward(row)),
  onRow("next", t("Next: in front, and listeners are told"), "N", always, (d, row) => d.moves.next(row)),
  onRow("play", t("Play it now"), "P", always, (d, row) => d.moves.play(row)),
  onRow(
    "later",
    t("Later"),
    "W",
    (row) => row.status !== "later",
    (d, row) => d.moves.later(row),
  ),
  onRow(
    "decline",
    t("Decline"),
    "X",
    (row) => row.status !== "declined",
    (d, row) => d.moves.decline(row),
  ),
  onRow("reason", t("Decline with a reason…"), "Shift+X", always, (d, row) => d.open({ name: "reason", id: row.id })),
  onRow(
    "approve",
    t("Approve: show it to everybody"),
    "A",
    held,
    (d, row) => d.moves.approve(row),
  ),
  onRow("merge", t("Merge similar, or into…"), "M", waiting, (d, row) => {
    if (!d.moves.mergeSimilar(row)) d.open({ name: "merge", id: row.id });
  }),
  onRow(
    "hide",
    t("Hide from everybody"),
    "H",
    (row) => row.status !== "hidden",
    (d, row) => d.moves.hide(row),
  ),
  onRow(
    "ban",
    t("Show out the asker…"),
    "B",
    (row, d) => hasAsker(d, row),
    (d, row) => d.open({ name: "ban", id: row.id }),
  ),
  onRow(
    "void",
    t("Take back votes that look made"),
    "V",
    (row, d) => groupOf(d.deck.lanes.value.groups, row.id).suspect > 0,
    (d, row) => d.crowd.void(row),
  ),
  onRow(
    "block_song",
    t("Don't play this song tonight"),
    "",
    (row) => !row.own,
    (d, { title, artist }) => void d.crowd.block([{ kind: "song", title, artist }]),
  ),
  onRow(
    "block_artist",
    t("Don't play this artist tonight"),
    "",
    (row) => !row.own && row.artist !== "",
    (d, { artist }) => void d.crowd.block([{ kind: "artist", artist }]),
  ),
  onRow(
    "back",
    t("Back to the inbox"),
    "I",
    (row, d) => row.status !== "new" && (chief(d) || row.status === "declined" || row.status === "hidden"),
    (d, row) => d.moves.back(row),
  ),
  onRow(
    "up",
    t("Move up in the queue"),
    "Alt+ArrowUp",
    (row) => row.status === "accepted",
    (d, row) => d.moves.moveBy(row, -1),
  ),
  onRow(
    "down",
    t("Move down in the queue"),
    "Alt+ArrowDown",
    (row) => row.status === "accepted",
    (d, row) => d.moves.moveBy(row, 1),
  ),
  {
    ...{ name: "copy", label: t("Copy artist and title for the decks"), key: "C", group: "request" },
    can: (d) => songOf(d) !== null,
    run: (d) => void copySong(d),
  },
  {
    ...{ name: "sweep", label: t("Decline the rest…"), key: "", group: "request" },
    chief: true,
    can: (d) => chief(d) && undecided(d.deck.lanes.value).length > 0,
    run: (d) => d.open({ name: "sweep" }),
  },
  {
    ...{ name: "go", label: t("Play what is next"), key: "G", group: "request" },
    chief: true,
    can: (d) => chief(d) && d.deck.lanes.value.next !== null,
    run: (d) => {
      const next = d.deck.lanes.peek().next;
      if (next) d.moves.play(next);
    },
  },
  {
    ...{ name: "still", label: t("It still plays"), key: "Y", group: "request" },
    chief: true,
    can: (d) => {
      const { now } = d.deck.lanes.value;
      return chief(d) && now !== null && onAir(now, Date.now()) === null;
    },
    run: (d) => {
      const now = d.deck.lanes.peek().now;
      if (now) d.moves.still(now);
    },
  },
  {
    ...{ name: "done", label: t("Mark the song as played"), key: "D", group: "request" },
    chief: true,
    can: (d) => chief(d) && d.deck.lanes.value.now !== null,
    run: (d) => {
      const now = d.deck.lanes.peek().now;
      if (now) d.moves.played(now);
    },
  },
  {
    ...{ name: "own", label: t("Play an own song…"), key: "S", group: "request" },
    chief: true,
    can: chief,
    run: (d) => d.open({ name: "own" }),
  },
  { ...{ name: "undo", label: t("Undo"), key: "Z", group: "request" }, run: (d) => d.deck.undo() },
  { ...{ name: "redo", label: t("Redo"), key: "Shift+Z", group: "request" }, run: (d) => d.deck.redo() },
  {
    ...{ name: "gate", label: t("Open or close requests"), key: "O", group: "event" },
    chief: true,
    can: chief,
    run: (d) => d.event.gate(d.deck.gig.peek()?.gate === "closed" ? "open" : "closed"),
  },
  {
    ...{ name: "last_call", label: t("Last call"), key: "Shift+O", group: "event" },
    chief: true,
    can: chief,
    run: (d) => d.event.gate("last_call"),
  },
  {
    ...{ name: "voting", label: t("Voting on or off"), key: "", group: "event" },
    chief: true,
    can: chief,
    run: (d) => d.event.voting(!d.deck.gig.peek()?.voting),
  },
  {
    ...{ name: "announce", label: t("Announce…"), key: "T", group: "event" },
    chief: true,
    can: chief,
    run: (d) => d.open({ name: "announce" }),
  },
  {
    ...{ name: "limits", label: t("Limits…"), key: "L", group: "event" },
    chief: true,
    can: chief,
    run: (d) => d.open({ name: "crowd", tab: "limits" }),
  },
  {
    ...{ name: "admission", label: t("Who may ask and vote…"), key: "", group: "event" },
    chief: true,
    can: chief,
    run: (d) => d.open({ name: "crowd", tab: "admission" }),
  },
  {
    ...{ name: "blocks", label: t("Do not play: songs, artists, words…"), key: "", group: "event" },
    chief: true,
    can: chief,
    run: (d) => d.open({ name: "crowd", tab: "blocks" }),
  },
  {
    ...{ name: "bans", label: t("Who was shown out…"), key: "Shift+B", group: "event" },
    can: live,
    run: (d) => d.open({ name: "crowd", tab: "bans" }),
  },
  {
    ...{ name: "crew", label: t("Crew: roles and invitations…"), key: "Shift+C", group: "event" },
    run: (d) => d.open({ name: "crew" }),
  },
  {
    ...{ name: "share", label: t("Share: QR code and link"), key: "Q", group: "event" },
    run: (d) => d.open({ name: "share" }),
  },
  {
    ...{ name: "live", label: t("Go live now"), key: "", group: "event" },
    chief: true,
    can: (d) => chief(d) && d.deck.gig.value?.state === "scheduled",
    run: (d) => d.event.goLive(),
  },
  {
    ...{ name: "end", label: t("End the event"), key: "", group: "event" },
    chief: true,
    can: chief,
    run: (d) => d.event.end(),
  },
  { ...{ name: "hold", label: t("Hold the order"), key: "F", group: "page" }, run: (d) => d.hold() },
  { ...{ name: "turns", label: t("Inbox: most wanted, or fair turns"), key: "E", group: "page" }, run: (d) => d.turns() },
  { ...{ name: "show", label: t("Show new, settle the order"), key: "R", group: "page" }, run: (d) => d.show() },
  { ...{ name: "search", label: t("Search"), key: "/", group: "page" }, run: (d) => d.search() },
  { ...{ name: "down_row", label: t("Next row"), key: "J", group: "page" }, run: (d) => d.selection.step(1) },
  { ...{ name: "up_row", label: t("Row before"), key: "K", group: "page" }, run: (d) => d.selection.step(-1) },
  { ...{ name: "inbox", label: t("Inbox"), key: "1", group: "page" }, run: (d) => d.selection.go("inbox") },
  { ...{ name: "queue", label: t("Queue"), key: "2", group: "page" }, run: (d) => d.selection.go("queue") },
  { ...{ name: "later_lane", label: t("Perhaps later"), key: "3", group: "page" }, run: (d) => d.selection.go("later") },
  { ...{ name: "played", label: t("Played"), key: "4", group: "page" }, run: (d) => d.selection.go("played") },
  { ...{ name: "declined", label: t("Declined"), key: "5", group: "page" }, run: (d) => d.selection.go("declined") },
  { ...{ name: "log", label: t("Log"), key: "6", group: "page" }, run: (d) => d.selection.go("log") },
  { ...{ name: "phone", label: t("Open on my phone…"), key: "", group: "page" }, run: (d) => d.open({ name: "phone" }) },
  {
    ...{ name: "pop_out", label: t("Small window that stays on top"), key: "", group: "page" },
    can: popsOut,
    run: (d) => void popOut(d),
  },
  {
    ...{ name: "theme", label: t("Theme: dark, light, blackout"), key: "", group: "page" },
    run: (d) => d.settings.nextTheme(),
  },
  {
    ...{ name: "keys", label: t("Single keys on or off"), key: "", group: "page" },
    run: (d) => (d.settings.keys.value = !d.settings.keys.peek()),
  },
  {
    ...{ name: "palette", label: t("All actions"), key: "Ctrl+K", group: "page" },
    run: (d) => d.open({ name: "palette" }),
  },
  { ...{ name: "help", label: t("Keys and help"), key: "?", group: "page" }, run: (d) => d.open({ name: "help" }) },
  { ...{ name: "home", label: t("My events"), key: "", group: "page" }, run: () => location.assign("/dj") },
  { ...{ name: "account", label: t("My account"), key: "", group: "page" }, run: () => location.assign("/account") },
];

/** The keys as the table has them, where nobody changed them. */
export const usualKeys: KeyMap = Object.fromEntries(actions.map(({ name, key }) => [name, key]));

const byName = new Map(actions.map((action) => [action.name, action]));

export function action(name: string): Action {
  const found = byName.get(name);
  if (!found) throw new Error(`no action is called ${name}`);
  return found;
}

/** Whether the person's role has an action at all, now or at another time. */
export function offered(desk: Desk, { chief: forChief = false }: Action): boolean {
  return !forChief || desk.deck.role.value !== "moderator";
}

/** Does it, if it can be done now. */
export function act(desk: Desk, name: string): void {
  const found = action(name);
  if (found.can?.(desk) ?? true) found.run(desk);
}
