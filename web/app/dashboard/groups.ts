// What merged requests come to together: they share one row.

import type { Row } from "../core/words.ts";

/** A row with those that were merged into it. */
export interface Group {
  asked: number; // how many asked
  suspect: number; // votes that look made
  voided: number; // votes that were taken back
}

const alone: Group = { asked: 1, suspect: 0, voided: 0 };

/** The groups that are more than one plain request, by the id of the row that is shown. */
export function groupsOf(rows: Iterable<Row>): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const merged = row.status === "merged" && row.into ? row.into : null;
    const { suspect = 0, voided = 0 } = row;
    if (merged === null && suspect === 0 && voided === 0) continue;
    const root = merged ?? row.id;
    const group = groups.get(root) ?? alone;
    groups.set(root, {
      asked: group.asked + (merged === null ? 0 : 1),
      suspect: group.suspect + suspect,
      voided: group.voided + voided,
    });
  }
  return groups;
}

/** The group of a row, of itself alone if nothing is known. */
export function groupOf(groups: ReadonlyMap<string, Group>, id: string): Group {
  return groups.get(id) ?? alone;
}
