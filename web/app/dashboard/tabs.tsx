// The lanes' names and counts: a strip where one lane is shown at a time.

import type { VNode } from "preact";
import { classes, number } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { Desk } from "./desk.ts";
import { lanes, type Lane } from "./select.ts";

export const laneNames: Record<Lane, string> = {
  inbox: t("Inbox"),
  queue: t("Queue"),
  later: t("Later"),
  played: t("Played"),
  declined: t("Declined"),
  log: t("Log"),
};

/** How many rows a lane has; null for the log, which only grows. */
export function laneCount(desk: Desk, lane: Lane): number | null {
  return lane === "log" ? null : desk.deck.lanes.value[lane].length;
}

/** Whether the crowd wants something of Later more than anything in the inbox: it would be forgotten there. */
function wantedLater(desk: Desk): boolean {
  const { inbox, later } = desk.deck.lanes.value;
  const most = Math.max(1, ...inbox.map((row) => row.votes));
  return later.some((row) => row.votes > most);
}

export function Tabs({ desk }: { desk: Desk }): VNode {
  return (
    <nav class="tabs" aria-label={t("Lanes")}>
      {lanes.map((lane) => (
        <Tab key={lane} desk={desk} lane={lane} />
      ))}
    </nav>
  );
}

export function Tab({ desk, lane }: { desk: Desk; lane: Lane }): VNode {
  const count = laneCount(desk, lane);
  const wanted = lane === "later" && wantedLater(desk);
  const fresh = lane === "inbox" && desk.deck.fresh.value.size > 0;
  return (
    <button
      type="button"
      class={classes("tab", fresh && "fresh", desk.third.value === lane && "shown")}
      aria-current={desk.selection.lane.value === lane ? "true" : undefined}
      onClick={() => desk.selection.go(lane)}
    >
      {laneNames[lane]}
      {wanted && (
        <>
          <span class="wanted" aria-hidden="true">
            ▲
          </span>
          <span class="unseen"> · {t("more wanted than the inbox")}</span>
        </>
      )}
      {count !== null && <span class="figure">{number(count)}</span>}
    </button>
  );
}
