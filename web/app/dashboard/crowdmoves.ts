// What the crew does about the crowd and about itself: each one step that can
// be undone, as moves of requests are.

import { plural, t } from "../core/tongue.ts";
import type { Block, Role, Row } from "../core/words.ts";
import { blockText, chunks } from "./blocklist.ts";
import { named, type Act, type Deck } from "./deck.ts";
import { groupOf } from "./groups.ts";
import type { Patch } from "./pending.ts";

export class CrowdMoves {
  private readonly deck: Deck;

  constructor(deck: Deck) {
    this.deck = deck;
  }

  /** Shows the asker of a request out, for so many seconds or for the whole event. */
  ban(row: Row, seconds: number, reason: string): void {
    const command: Act["command"] = { type: "ban", request: row.id };
    if (seconds > 0) command.for = seconds;
    if (reason !== "") command.reason = reason;
    this.deck.do([{ command, rows: this.hiddenWith(row) }], {
      glyph: "⊖",
      tone: "no",
      text: row.name ? t("Showed out {name}, over {request}", { name: row.name, request: named(row) }) : t("Showed out the asker of {request}", { request: named(row) }),
    });
  }

  letBack(person: string, name: string): void {
    this.deck.do([{ command: { type: "ban", person, off: true } }], {
      glyph: "⊕",
      tone: "play",
      text: name ? t("Let {name} back", { name }) : t("Let somebody back"),
    });
  }

  /** Takes the votes back that look made. */
  void(row: Row): void {
    const { suspect } = groupOf(this.deck.lanes.peek().groups, row.id);
    this.deck.do([{ command: { type: "void", id: row.id } }], {
      glyph: "⚠",
      tone: "cue",
      text: plural(suspect, "Took {n} vote back from {request}", "Took {n} votes back from {request}", { request: named(row) }),
    });
  }

  /** Takes the listed songs, artists and words no more. */
  block(blocks: readonly Block[]): Promise<string> {
    const acts = chunks(blocks).map((add): Act => ({ command: { type: "blocks", add } }));
    const what = blocks.length === 1 ? blockText(blocks[0]!) : plural(blocks.length, "{n} entry", "{n} entries");
    return this.deck.outcome(acts, { glyph: "⊘", tone: "no", text: t("Not tonight: {what}", { what }) });
  }

  unblock(block: Block): void {
    this.deck.do([{ command: { type: "blocks", remove: [block] } }], {
      glyph: "⊕",
      tone: "play",
      text: t("Taken again: {what}", { what: blockText(block) }),
    });
  }

  /** Gives somebody a role, by person or by handle; says why not, or "". */
  crew(who: { person: string } | { handle: string }, name: string, role: Role): Promise<string> {
    const text = role === "listener" ? t("{name} is not in the crew any more", { name }) : isNow(name, role);
    return this.deck.outcome([{ command: { type: "crew", ...who, role } }], { glyph: "⚑", tone: "cue", text });
  }

  /** Makes somebody the owner. Only they can undo it, so no undo is offered here. */
  handOver(person: string, name: string): Promise<string> {
    return this.deck.outcome([{ command: { type: "crew", person, role: "owner" } }], {
      glyph: "⚑",
      tone: "cue",
      text: t("{name} owns the event now", { name }),
      final: true,
    });
  }

  /** Takes oneself out of the crew, after which this page may do nothing more. */
  leave(person: string): Promise<string> {
    return this.deck.outcome([{ command: { type: "crew", person, role: "listener" } }], {
      glyph: "⚑",
      tone: "plain",
      text: t("You leave the crew"),
      final: true,
    });
  }

  /** What a ban hides: everything of its person that is undecided. */
  private hiddenWith(row: Row): ReadonlyMap<string, Patch> {
    const hidden = new Map<string, Patch>();
    for (const each of this.deck.rows.peek().values()) {
      if (each.asker !== row.asker || (each.status !== "new" && each.status !== "later")) continue;
      hidden.set(each.id, { status: "hidden", reason: "", next: false, position: null });
    }
    return hidden;
  }
}

function isNow(name: string, role: Role): string {
  if (role === "owner") return t("{name} is the owner now", { name });
  return role === "cohost" ? t("{name} is a cohost now", { name }) : t("{name} is a moderator now", { name });
}
