// The log lane: what the crew did, latest first, each with its undo.

import type { VNode } from "preact";
import { classes, time } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import { LaneBar } from "./bar.tsx";
import type { Desk } from "./desk.ts";
import { Empty } from "./empty.tsx";
import { bringsBack, lineOf, mayUndo, shown, titleOf, type Entry } from "./journal.ts";

export function LogView({ desk }: { desk: Desk }): VNode {
  const entries = shown(desk.deck.journal.entries.value);
  const selected = desk.selection.of("log");
  const current = desk.selection.lane.value === "log";
  return (
    <section class="lane log" data-lane="log" aria-label={t("Log")} tabIndex={-1}>
      <LaneBar desk={desk} lane="log" />
      <div class="scroll">
        <ul class="rows" aria-label={t("Log")}>
          {entries.map((entry) => (
            <LogRow
              key={entry.change}
              desk={desk}
              entry={entry}
              selected={entry.change === selected}
              current={current}
            />
          ))}
        </ul>
        {entries.length === 0 && desk.deck.journal.known.value && <Empty desk={desk} lane="log" link="" searching={false} />}
      </div>
    </section>
  );
}

function LogRow(props: { desk: Desk; entry: Entry; selected: boolean; current: boolean }): VNode {
  const { desk, entry, selected, current } = props;
  const rows = desk.deck.rows.value;
  const line = lineOf(entry, rows, desk.deck.journal.names.value);
  const me = desk.deck.client.me.value?.person;
  return (
    <li
      class={classes("entry", selected && "selected", selected && current && "current", entry.undone_by && "undone")}
      data-id={entry.change}
      tabIndex={selected ? 0 : -1}
      aria-current={selected && current ? "true" : undefined}
      onFocusIn={() => desk.selection.focused("log", entry.change)}
    >
      <time class="figure">{time(entry.at)}</time>
      <span class={`glyph ${line.tone}`} aria-hidden="true">
        {line.glyph}
      </span>
      <p class="entry-text">
        {line.text} <bdi class="entry-title">{titleOf(entry, rows)}</bdi>{" "}
        {entry.person !== me && entry.name && <bdi class="entry-by">{entry.name}</bdi>}
        {entry.undone_by && <span class="unseen"> {t("(undone)")}</span>}
      </p>
      {desk.deck.gig.value?.state !== "ended" && mayUndo(entry, me, desk.deck.role.value) && (
        <button
          type="button"
          class="link"
          tabIndex={selected ? 0 : -1}
          aria-label={`${entry.undone_by ? t("Redo") : t("Undo")}: ${line.text}`}
          onClick={() => takeBack(desk, entry, line.text)}
        >
          {entry.undone_by ? t("Redo") : t("Undo")}
        </button>
      )}
    </li>
  );
}

/** Takes an entry back; or, when that was done already, takes its undo back. */
function takeBack(desk: Desk, entry: Entry, text: string): void {
  const step = { changes: [{ id: entry.change, ...bringsBack(entry.before) }], label: text };
  if (entry.undone_by) desk.deck.redoStep({ step, by: [{ id: entry.undone_by, ...bringsBack(entry.after) }] });
  else desk.deck.undoStep(step);
}
