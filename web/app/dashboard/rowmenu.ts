// The menu of a request: the whole of it, and all that can be done with it.

import { numbered, time } from "../core/format.ts";
import { plural, t } from "../core/tongue.ts";
import type { Row } from "../core/words.ts";
import { act, action } from "./actions.ts";
import { banEnd } from "./books.ts";
import type { Desk, Menu, MenuItem } from "./desk.ts";
import { reasonText, reasons } from "./moves.ts";

export function rowMenu(desk: Desk, row: Row, at: HTMLElement): Menu {
  const item = (name: string, label?: string): MenuItem[] => {
    const found = action(name);
    if (!(found.can?.(desk) ?? true)) return [];
    return [{ label: label ?? found.label, key: desk.key(name), run: () => act(desk, name) }];
  };
  const declines: MenuItem[] = reasons.map(({ reason, label }) => ({
    label: row.status === "declined" ? t("Reason: {reason}", { reason: label }) : t("Decline: {reason}", { reason: label }),
    run: () => desk.moves.decline(row, reason),
  }));
  const ban = desk.deck.books.banOf(row.asker);
  return {
    label: t("{title}, number {number}", { title: row.title, number: row.number }),
    head: details(desk, row),
    at,
    items: [
      ...(row.status === "accepted" && row.next
        ? [{ label: t("Not next any more"), run: () => desk.moves.notNext(row) }]
        : []),
      ...item("approve", t("Approve")),
      ...(desk.deck.runs.peek() && desk.moves.onward(row) === "merge"
        ? [{ label: t("Queue beside the same song"), run: () => desk.moves.queue(row) }]
        : []),
      ...item("next", t("Next")),
      ...item("play"),
      ...item("later"),
      ...item("back"),
      ...item("up"),
      ...item("down"),
      ...item("merge", desk.deck.similar.peek().has(row.id) ? t("Merge similar") : t("Merge into…")),
      ...item("decline"),
      ...declines,
      ...item("reason", t("Write a reason…")),
      ...item("copy", t("Copy artist and title")),
      ...item("hide"),
      ...item("void"),
      ...(ban ? [{ label: t("Let the asker back"), run: () => desk.crowd.letBack(ban.person, row.name) }] : item("ban")),
      ...item("block_song"),
      ...item("block_artist"),
    ],
  };
}

/** The whole of a request, which its line may have cut. */
function details(desk: Desk, row: Row): string[] {
  const lines = [row.artist ? `${row.title} — ${row.artist}` : row.title];
  lines.push(
    [
      numbered(row.number),
      row.name ? t("asked {time} by {name}", { time: time(row.at), name: row.name }) : t("asked {time}", { time: time(row.at) }),
      plural(row.votes, "{n} vote", "{n} votes"),
    ].join(" · "),
  );
  if (row.note) lines.push(t("Note: {note}", { note: row.note }));
  if (row.dedication) lines.push(row.quiet ? t("Dedication, for the crew only: {text}", { text: row.dedication }) : t("Dedication: {text}", { text: row.dedication }));
  const ban = desk.deck.books.banOf(row.asker);
  if (ban) lines.push([t("Asker shown out {until}", { until: banEnd(ban) }), ban.reason].filter(Boolean).join(": "));
  if (row.reason) lines.push(t("Reason: {reason}", { reason: reasonText(row.reason) }));
  return lines;
}
