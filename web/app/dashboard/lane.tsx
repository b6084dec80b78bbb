// One lane: its bar and its rows, the second list ("Later", "Hidden") below.

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Flip } from "../core/flip.ts";
import { number } from "../core/format.ts";
import type { Row } from "../core/words.ts";
import { LaneBar } from "./bar.tsx";
import type { Desk } from "./desk.ts";
import { Empty } from "./empty.tsx";
import { QueueRow } from "./queuerow.tsx";
import { RequestRow } from "./row.tsx";
import type { Lane } from "./select.ts";
import { laneNames } from "./tabs.tsx";

export function LaneView({ desk, lane, link }: { desk: Desk; lane: Lane; link: string }): VNode {
  const { first, second } = desk.selection.listed[lane].value;
  const searching = desk.selection.query.value !== "";
  return (
    <section class={`lane ${lane}`} data-lane={lane} aria-label={laneNames[lane]} tabIndex={-1}>
      <LaneBar desk={desk} lane={lane} />
      <div
        class="scroll"
        onPointerEnter={lane === "inbox" ? () => desk.inbox.hover(true) : undefined}
        onPointerLeave={lane === "inbox" ? () => desk.inbox.hover(false) : undefined}
      >
        <Rows desk={desk} lane={lane} ids={first} label={laneNames[lane]} />
        {second.length > 0 && (
          <>
            <h2 class="sub label">
              {lane === "inbox" ? "Later" : "Hidden"} <span class="figure">{number(second.length)}</span>
            </h2>
            <Rows desk={desk} lane={lane} ids={second} label={lane === "inbox" ? "Later" : "Hidden"} />
          </>
        )}
        {first.length + second.length === 0 && <Empty desk={desk} lane={lane} link={link} searching={searching} />}
      </div>
    </section>
  );
}

function Rows({ desk, lane, ids, label }: { desk: Desk; lane: Lane; ids: readonly string[]; label: string }): VNode {
  const list = useRef<HTMLUListElement>(null);
  useGlide(list, ids, desk);
  const rows = desk.deck.rows.value;
  const selected = desk.selection.of(lane);
  const current = desk.selection.lane.value === lane;
  const { asked } = desk.deck.lanes.value;
  const similar = desk.deck.similar.value;
  const fresh = desk.deck.fresh.value;
  const refused = desk.deck.refused.value;
  return (
    <ul class="rows" ref={list} aria-label={label}>
      {ids.map((id, place) => {
        const row = rows.get(id);
        if (!row) return null;
        const shared = {
          desk,
          lane,
          row,
          selected: selected === id,
          current,
          asked: asked.get(id) ?? 1,
          similar: similar.get(id)?.length ?? 0,
          fresh: fresh.has(id),
          refused: refused.get(id) ?? "",
        };
        return lane === "queue" ? <QueueRow key={id} {...shared} place={place} /> : <RequestRow key={id} {...shared} />;
      })}
    </ul>
  );
}

/** What both kinds of rows are given. */
export interface RowProps {
  desk: Desk;
  lane: Lane;
  row: Row;
  selected: boolean; // in its lane
  current: boolean; // its lane is the one that the keys act on
  asked: number;
  similar: number;
  fresh: boolean;
  refused: string;
}

/** Lets rows glide when only their order changes, and gives back the focus that moving a node takes away. */
function useGlide(list: { current: HTMLUListElement | null }, ids: readonly string[], desk: Desk): void {
  const before = useRef<readonly string[]>(ids);
  const flip = useRef<Flip | null>(null);
  const focused = useRef(false);
  const order = ids.join();
  if (list.current && order !== before.current.join()) {
    focused.current = list.current.contains(document.activeElement);
    const same = ids.length === before.current.length && new Set([...ids, ...before.current]).size === ids.length;
    flip.current = same ? new Flip(list.current) : null;
    flip.current?.measure();
  }
  before.current = ids;
  useLayoutEffect(() => {
    flip.current?.play();
    flip.current = null;
    if (focused.current && document.activeElement === document.body) desk.selection.focusing.value++;
    focused.current = false;
  }, [order]);
}
