// The bar above a lane's rows. Its height is reserved: what waits to be shown
// appears in it without moving a row.

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { number } from "../core/format.ts";
import { plural, t } from "../core/tongue.ts";
import { act } from "./actions.ts";
import type { Desk } from "./desk.ts";
import type { Lane } from "./select.ts";
import { laneCount, laneNames, Tab } from "./tabs.tsx";

const orders: Record<Lane, string> = {
  inbox: t("most wanted"),
  queue: t("your order"),
  later: t("by number"),
  played: t("latest first"),
  declined: t("latest first"),
  log: t("latest first"),
};

const fairTurns = t("fair turns");

export function LaneBar({ desk, lane }: { desk: Desk; lane: Lane }): VNode {
  const searching = desk.searching.value && desk.selection.lane.value === lane;
  return (
    <div class="bar">
      {lane === "inbox" || lane === "queue" ? (
        <h2 class={desk.selection.lane.value === lane ? "bar-name current" : "bar-name"}>
          {laneNames[lane]}
          <span class="figure">{number(laneCount(desk, lane) ?? 0)}</span>
        </h2>
      ) : (
        <nav class="bar-tabs" aria-label={t("Third column")}>
          <Tab desk={desk} lane="log" />
          <Tab desk={desk} lane="later" />
          <Tab desk={desk} lane="played" />
          <Tab desk={desk} lane="declined" />
        </nav>
      )}
      {searching ? <Search desk={desk} lane={lane} /> : <Order desk={desk} lane={lane} />}
      {lane === "inbox" && !searching && <Waiting desk={desk} />}
    </div>
  );
}

/** In what order the lane is; that of the inbox can be changed. */
function Order({ desk, lane }: { desk: Desk; lane: Lane }): VNode {
  if (lane !== "inbox") return <span class="bar-order">{orders[lane]}</span>;
  const turns = desk.settings.turns.value;
  const [now, other] = turns ? [fairTurns, orders.inbox] : [orders.inbox, fairTurns];
  return (
    <button
      type="button"
      class="link bar-order"
      title={t("Change to {order}", { order: other })}
      aria-label={t("Order: {order}. Change to {other}", { order: now, other })}
      onClick={() => act(desk, "turns")}
    >
      {now}
    </button>
  );
}

function Waiting({ desk }: { desk: Desk }): VNode | null {
  const fresh = desk.deck.fresh.value.size;
  const waiting = desk.inbox.waiting.value;
  const held = desk.inbox.held.value;
  if (fresh === 0 && !waiting && !held) return null;
  const parts = [fresh > 0 && plural(fresh, "{n} new", "{n} new"), (waiting || held) && t("order held")].filter(Boolean);
  return (
    <span class="waiting">
      {held && (
        <button type="button" class="link" aria-pressed="true" onClick={() => desk.hold()}>
          {t("Let go")}
        </button>
      )}
      <button type="button" class="link ice" onClick={() => desk.show()}>
        {parts.join(" · ")}
        {(fresh > 0 || waiting) && (
          <>
            {" · "}
            <b>{t("Show")}</b>
          </>
        )}
      </button>
    </span>
  );
}

function Search({ desk, lane }: { desk: Desk; lane: Lane }): VNode {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []); // before the next key, which is for it
  return (
    <input
      ref={field}
      class="field search"
      type="search"
      enterkeyhint="search"
      aria-label={t("Search in {lane}", { lane: laneNames[lane] })}
      placeholder={t("Number, song, artist, name")}
      value={desk.selection.query.value}
      onInput={(event) => (desk.selection.query.value = event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.preventDefault();
          desk.endSearch();
        }
        if (event.key !== "Enter" && event.key !== "ArrowDown") return;
        event.preventDefault();
        event.currentTarget.blur();
        desk.selection.step(0);
      }}
      onBlur={() => {
        if (desk.selection.query.peek() === "") desk.searching.value = false;
      }}
    />
  );
}
