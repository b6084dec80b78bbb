// The log lane: what the crew did, one plain line for each change.

import { slip } from "../core/format.ts";
import type { Gig, Row, Status } from "../core/words.ts";

/** The fields that one change changed, before or after it. */
export interface Snapshot {
  event?: Partial<Gig>;
  requests?: Record<string, Partial<Row>>;
}

/** One change of the crew, as the server keeps it. */
export interface Entry {
  change: string;
  version: number;
  person: string;
  name: string;
  kind: "set" | "own" | "event" | "undo";
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

const moved: Partial<Record<Status, Line>> = {
  new: { glyph: "↩", tone: "plain", text: "back to inbox" },
  later: { glyph: "◷", tone: "plain", text: "later" },
  accepted: { glyph: "+", tone: "cue", text: "queued" },
  playing: { glyph: "▶", tone: "play", text: "playing" },
  played: { glyph: "●", tone: "plain", text: "played" },
  declined: { glyph: "✕", tone: "no", text: "declined" },
  hidden: { glyph: "⊘", tone: "no", text: "hid" },
  merged: { glyph: "⇉", tone: "plain", text: "merged" },
};

/** The line of an entry; rows name the requests. */
export function lineOf(entry: Entry, rows: ReadonlyMap<string, Row>): Line {
  const number = (id: string) => {
    const row = rows.get(id);
    return row && row.number > 0 ? slip(row.number) : "—";
  };
  if (entry.kind === "undo") {
    const [id] = Object.keys(entry.after.requests ?? {});
    return { glyph: "↶", tone: "plain", text: id ? `undid ${number(id)}` : "undid a setting" };
  }
  const changed = entry.after.event;
  if (changed && Object.keys(changed).length > 0) return settingLine(changed);
  const main = mainRequest(entry);
  if (!main) return { glyph: "·", tone: "plain", text: "changed nothing" };
  const [id, after] = main;
  if (entry.kind === "own") return { glyph: "▶", tone: "play", text: `own song ${number(id)}` };
  if (after.into) return { ...moved.merged!, text: `merged ${number(id)} into ${number(after.into)}` };
  if (after.status) {
    const line = after.next ? { glyph: "▷", tone: "cue" as const, text: "next" } : moved[after.status];
    return line ? { ...line, text: `${line.text} ${number(id)}` } : { glyph: "·", tone: "plain", text: number(id) };
  }
  if (after.next !== undefined)
    return { glyph: "▷", tone: "cue", text: `${after.next ? "next" : "not next"} ${number(id)}` };
  if (after.reason !== undefined) return { glyph: "✕", tone: "no", text: `reason for ${number(id)}` };
  return { glyph: "⇅", tone: "plain", text: `moved ${number(id)}` };
}

/** The request that an entry is about. Playing one song makes another played; the one that plays is meant. */
function mainRequest(entry: Entry): [string, Partial<Row>] | undefined {
  const all = Object.entries(entry.after.requests ?? {});
  return all.find(([, after]) => after.status === "playing") ?? all.find(([, after]) => after.status) ?? all[0];
}

/** The title that stands behind the number, if there is one request to name. */
export function titleOf(entry: Entry, rows: ReadonlyMap<string, Row>): string {
  const main = mainRequest(entry);
  return main ? (rows.get(main[0])?.title ?? "") : "";
}

function settingLine(after: Partial<Gig>): Line {
  const plain = (text: string): Line => ({ glyph: "⚙", tone: "plain", text });
  if (after.state === "ended") return { glyph: "■", tone: "no", text: "ended the event" };
  if (after.state === "live") return { glyph: "●", tone: "play", text: "went live" };
  if (after.gate === "open") return { glyph: "○", tone: "play", text: "requests open" };
  if (after.gate === "last_call") return { glyph: "◐", tone: "cue", text: "last call" };
  if (after.gate === "closed") return { glyph: "●", tone: "no", text: "requests closed" };
  if (after.voting !== undefined) return plain(after.voting ? "voting on" : "voting off");
  if (after.announcement !== undefined)
    return plain(after.announcement ? `announced “${after.announcement}”` : "announcement down");
  if (after.limits) return plain("changed limits");
  if (after.declines) return plain("changed who hears of declines");
  if (after.title !== undefined) return plain(`renamed to “${after.title}”`);
  return plain("changed settings");
}

/** What an undo of the entry brings back, to show it before the server does. */
export function bringsBack(entry: Entry): { rows: Map<string, Partial<Row>>; event: Partial<Gig> | null } {
  const event = entry.before.event;
  return {
    rows: new Map(Object.entries(entry.before.requests ?? {})),
    event: event && Object.keys(event).length > 0 ? event : null,
  };
}
