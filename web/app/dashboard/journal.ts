// The log lane: what the crew did, one plain line for each change.

import { slip } from "../core/format.ts";
import { plural, t } from "../core/tongue.ts";
import type { Block, Gig, Role, Row, Status } from "../core/words.ts";
import { blockText } from "./blocklist.ts";
import { nameOf, type Ban } from "./books.ts";

/** The fields that one change changed, before or after it. */
export interface Snapshot {
  event?: Partial<Gig>;
  requests?: Record<string, Partial<Row>>;
  bans?: Record<string, Omit<Ban, "person"> | null>; // by person
  blocks?: Record<string, Block | null>; // by kind and spelling
  crew?: Record<string, Role | null>; // by person; null: a listener
  voids?: Record<string, number | null>; // votes, by request and batch
}

/** One change of the crew, as the server keeps it. */
export interface Entry {
  change: string;
  version: number;
  person: string;
  name: string;
  kind: "set" | "own" | "event" | "ban" | "blocks" | "crew" | "void" | "sweep" | "undo";
  before: Snapshot;
  after: Snapshot;
  at: number;
  undone_by: string | null;
}

/** An entry as it is read: a glyph that needs no colour, what was done, to what. */
export interface Line {
  glyph: string;
  tone: "play" | "cue" | "no" | "plain";
  text: string;
}

/** How a request moved, by where to; the text names it by its number. */
const moved: Partial<Record<Status, Omit<Line, "text"> & { text: (number: string) => string }>> = {
  new: { glyph: "↩", tone: "plain", text: (number) => t("back to inbox {number}", { number }) },
  later: { glyph: "◷", tone: "plain", text: (number) => t("later {number}", { number }) },
  accepted: { glyph: "+", tone: "cue", text: (number) => t("queued {number}", { number }) },
  playing: { glyph: "▶", tone: "play", text: (number) => t("playing {number}", { number }) },
  played: { glyph: "●", tone: "plain", text: (number) => t("played {number}", { number }) },
  declined: { glyph: "✕", tone: "no", text: (number) => t("declined {number}", { number }) },
  hidden: { glyph: "⊘", tone: "no", text: (number) => t("hid {number}", { number }) },
};

/** The line of an entry; rows name the requests, names the people of the crew. */
export function lineOf(
  entry: Entry,
  rows: ReadonlyMap<string, Row>,
  names: ReadonlyMap<string, string> = new Map(),
): Line {
  const number = (id: string) => {
    const row = rows.get(id);
    return row && row.number > 0 ? slip(row.number) : "—";
  };
  const people = peopleLine(entry, rows, names);
  if (people) return people;
  if (entry.kind === "sweep") {
    const swept = Object.values(entry.after.requests ?? {});
    const faded = swept.every(({ reason }) => reason === "faded"); // by the clock
    const text = faded
      ? plural(swept.length, "waited too long: {n} request", "waited too long: {n} requests")
      : plural(swept.length, "declined the rest, {n} request", "declined the rest, {n} requests");
    return { ...moved.declined!, text };
  }
  const settings = settingsOf(entry);
  if (settings) return settingLine(settings);
  const main = mainRequest(entry);
  if (!main) return { glyph: "·", tone: "plain", text: t("changed nothing") };
  const { id, changed } = main;
  if (entry.kind === "own") return { glyph: "▶", tone: "play", text: t("own song {number}", { number: number(id) }) };
  if (changed.into) return { glyph: "⇉", tone: "plain", text: t("merged {number} into {into}", { number: number(id), into: number(changed.into) }) };
  if (changed.status) {
    if (changed.next) return { glyph: "▷", tone: "cue", text: t("next {number}", { number: number(id) }) };
    const line = moved[changed.status];
    return line ? { ...line, text: line.text(number(id)) } : { glyph: "·", tone: "plain", text: number(id) };
  }
  if (changed.next !== undefined) {
    const text = changed.next ? t("next {number}", { number: number(id) }) : t("not next {number}", { number: number(id) });
    return { glyph: "▷", tone: "cue", text };
  }
  if (changed.held === false) return { glyph: "✓", tone: "play", text: t("approved {number}", { number: number(id) }) };
  if (changed.still_at !== undefined) return { ...moved.playing!, text: t("still playing {number}", { number: number(id) }) };
  if (changed.reason !== undefined) return { glyph: "✕", tone: "no", text: t("reason for {number}", { number: number(id) }) };
  return { glyph: "⇅", tone: "plain", text: t("moved {number}", { number: number(id) }) };
}

/** The line of what was done about people, about lists and about made votes. */
function peopleLine(
  { after, before }: Entry,
  rows: ReadonlyMap<string, Row>,
  names: ReadonlyMap<string, string>,
): Line | null {
  const [banned] = Object.entries(after.bans ?? {});
  if (banned) {
    const [person, ban] = banned;
    const request = rows.get((ban ?? before.bans?.[person])?.request ?? "");
    const who = nameOf(person, rows.values()) || (request ? t("the asker of {number}", { number: slip(request.number) }) : t("somebody"));
    if (!ban) return { glyph: "⊕", tone: "play", text: t("let {who} back", { who }) };
    return { glyph: "⊖", tone: "no", text: t("showed out {who}", { who }) };
  }
  if (after.blocks) return blocksLine(after.blocks, before.blocks ?? {});
  if (after.crew) return crewLine(Object.entries(after.crew), names);
  if (!after.voids) return null;
  const votes = Object.values(after.voids).reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const ids = Object.keys(after.voids).map((key) => key.split(" ")[0] ?? "");
  const row = rows.get(ids[0] ?? "");
  const target = rows.get(row?.into ?? "") ?? row;
  const text = target
    ? plural(votes, "took {n} vote back from {number}", "took {n} votes back from {number}", { number: slip(target.number) })
    : plural(votes, "took {n} vote back", "took {n} votes back");
  return { glyph: "⚠", tone: "cue", text };
}

function blocksLine(after: Record<string, Block | null>, before: Record<string, Block | null>): Line {
  const added = Object.values(after).filter((block) => block !== null);
  const removed = Object.keys(after).flatMap((key) => (after[key] === null ? (before[key] ?? []) : []));
  const what = (blocks: readonly Block[]) => (blocks.length === 1 ? blockText(blocks[0]!) : plural(blocks.length, "{n} entry", "{n} entries"));
  if (added.length > 0) return { glyph: "⊘", tone: "no", text: t("not tonight: {what}", { what: what(added) }) };
  return { glyph: "⊕", tone: "play", text: t("taken again: {what}", { what: what(removed) }) };
}

/** Of a handing-over two people have another role; the new owner is meant. */
function crewLine(roles: readonly (readonly [string, Role | null])[], names: ReadonlyMap<string, string>): Line {
  const [person, role] = roles.find(([, each]) => each === "owner") ?? roles[0]!;
  const who = names.get(person) ?? t("somebody");
  if (role === "owner") return { glyph: "⚑", tone: "cue", text: t("handed the event to {who}", { who }) };
  if (role === null) return { glyph: "⚑", tone: "no", text: t("took {who} out of the crew", { who }) };
  return { glyph: "⚑", tone: "cue", text: role === "cohost" ? t("made {who} a cohost", { who }) : t("made {who} a moderator", { who }) };
}

/** Whether a person in a role may take an entry back. The server has the last word. */
export function mayUndo(entry: Entry, person: string | undefined, role: Role): boolean {
  if (role === "owner") return true;
  if (entry.after.crew) return false;
  if (role === "cohost") return true;
  return entry.person === person && (entry.kind === "set" || entry.kind === "ban" || entry.kind === "void");
}

/** The settings that an entry changed, if it changed any. */
function settingsOf(entry: Entry): Partial<Gig> | null {
  const changed = differing(entry.before.event, entry.after.event);
  return Object.keys(changed).length > 0 ? changed : null;
}

/** The request that an entry is about, and what changed in it. Playing one song makes another played; the one that plays is meant. */
function mainRequest(entry: Entry): { id: string; changed: Partial<Row> } | undefined {
  const all = Object.entries(entry.after.requests ?? {}).map(([id, after]) => ({
    id,
    changed: differing(entry.before.requests?.[id], after),
  }));
  return all.find(({ changed }) => changed.status === "playing") ?? all.find(({ changed }) => changed.status) ?? all[0];
}

/** The fields of after that are not as before; a snapshot may hold more than what changed. */
function differing<T extends object>(before: T | undefined, after: T | undefined): T {
  const was = before as Record<string, unknown> | undefined;
  const fields = Object.entries(after ?? {}).filter(
    ([field, value]) => JSON.stringify(was?.[field]) !== JSON.stringify(value),
  );
  return Object.fromEntries(fields) as T;
}

/** The title that stands behind the number, if there is one request to name. */
export function titleOf(entry: Entry, rows: ReadonlyMap<string, Row>): string {
  const main = settingsOf(entry) || entry.kind === "ban" || entry.kind === "sweep" ? undefined : mainRequest(entry);
  return main ? (rows.get(main.id)?.title ?? "") : "";
}

function settingLine(after: Partial<Gig>): Line {
  const plain = (text: string): Line => ({ glyph: "⚙", tone: "plain", text });
  if (after.state === "ended") return { glyph: "■", tone: "no", text: t("ended the event") };
  if (after.state === "live") return { glyph: "●", tone: "play", text: t("went live") };
  if (after.gate === "open") return { glyph: "○", tone: "play", text: t("requests open") };
  if (after.gate === "last_call") return { glyph: "◐", tone: "cue", text: t("last call") };
  if (after.gate === "closed") return { glyph: "●", tone: "no", text: t("requests closed") };
  if (after.voting !== undefined) return plain(after.voting ? t("voting on") : t("voting off"));
  if (after.announcement !== undefined)
    return plain(after.announcement ? t("announced “{text}”", { text: after.announcement }) : t("announcement down"));
  if (after.limits) return plain(t("changed limits"));
  if (after.admission) return plain(t("changed who may ask and vote"));
  if (after.approval !== undefined) return plain(after.approval ? t("requests need approval") : t("requests need no approval"));
  if (after.dedications !== undefined) return plain(after.dedications ? t("dedications on the board") : t("dedications for the crew"));
  if (after.declines) return plain(t("changed who hears of declines"));
  if (after.title !== undefined) return plain(t("renamed to “{title}”", { title: after.title }));
  return plain(t("changed settings"));
}

/**
 * Those that the log shows: an undo is not a line of its own, it strikes out what
 * it took back, and settings that were saved as they were are no news.
 */
export function shown(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter((entry) => entry.kind !== "undo" && (entry.kind !== "event" || settingsOf(entry) !== null));
}

/** What a snapshot brings back, to show it before the server does. */
export function bringsBack(snapshot: Snapshot): { rows: Map<string, Partial<Row>>; event: Partial<Gig> | null } {
  const { event, requests } = snapshot;
  return {
    rows: new Map(Object.entries(requests ?? {})),
    event: event && Object.keys(event).length > 0 ? event : null,
  };
}
