// The bar above a lane's rows. Its height is reserved: what waits to be shown
// appears in it without moving a row.

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { number } from "../core/format.ts";
import { act } from "./actions.ts";
import type { Desk } from "./desk.ts";
import type { Lane } from "./select.ts";
import { laneCount, laneNames, Tab } from "./tabs.tsx";

const orders: Record<Lane, string> = {
  inbox: "most wanted",
  queue: "your order",
  later: "by number",
  played: "latest first",
  declined: "latest first",
  log: "latest first",
};

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
        <nav class="bar-tabs" aria-label="Third column">
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
  const [now, other] = turns ? ["fair turns", orders.inbox] : [orders.inbox, "fair turns"];
  return (
    <button
      type="button"
      class="link bar-order"
      title={`Change to ${other}`}
      aria-label={`Order: ${now}. Change to ${other}`}
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
  const parts = [fresh > 0 && `${number(fresh)} new`, (waiting || held) && "order held"].filter(Boolean);
  return (
    <span class="waiting">
      {held && (
        <button type="button" class="link" aria-pressed="true" onClick={() => desk.hold()}>
          Let go
        </button>
      )}
      <button type="button" class="link ice" onClick={() => desk.show()}>
        {parts.join(" · ")}
        {(fresh > 0 || waiting) && (
          <>
            {" · "}
            <b>Show</b>
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
      aria-label={`Search in ${laneNames[lane]}`}
      placeholder="Number, song, artist, name"
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
