// One lane: its bar and its rows; below those declined, the hidden ones.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Flip } from "../core/flip.ts";
import { number } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { Row } from "../core/words.ts";
import { LaneBar } from "./bar.tsx";
import type { Desk } from "./desk.ts";
import { groupOf, type Group } from "./groups.ts";
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
              {t("Hidden")} <span class="figure">{number(second.length)}</span>
            </h2>
            <Rows desk={desk} lane={lane} ids={second} label={t("Hidden")} />
          </>
        )}
        {first.length + second.length === 0 && <Empty desk={desk} lane={lane} link={link} searching={searching} />}
      </div>
    </section>
  );
}

/** How many rows of a long lane are made at first, and whenever its end comes near. */
const PORTION = 40;

function Rows({ desk, lane, ids, label }: { desk: Desk; lane: Lane; ids: readonly string[]; label: string }): VNode {
  const list = useRef<HTMLUListElement>(null);
  const portions = useSignal(1);
  const selected = desk.selection.of(lane);
  const made = Math.max(portions.value * PORTION, ids.indexOf(selected ?? "") + PORTION / 2);
  const near = made < ids.length ? ids.slice(0, made) : ids;
  useGlide(list, near, desk);
  const rows = desk.deck.rows.value;
  const current = desk.selection.lane.value === lane;
  const { groups } = desk.deck.lanes.value;
  const similar = desk.deck.similar.value;
  const fresh = desk.deck.fresh.value;
  const refused = desk.deck.refused.value;
  const room = lane === "inbox" ? desk.inbox.room.value : 0;
  return (
    <ul
      class="rows"
      ref={list}
      aria-label={label}
      style={{ paddingBlockStart: room > 0 ? `calc(${room} * (var(--row) + var(--gap)))` : "" }}
    >
      {near.map((id, place) => {
        const row = rows.get(id);
        if (!row) return null;
        const shared = {
          desk,
          lane,
          row,
          selected: selected === id,
          current: current && selected === id,
          group: groupOf(groups, id),
          similar: similar.get(id)?.length ?? 0,
          fresh: fresh.has(id),
          refused: refused.get(id) ?? "",
        };
        return lane === "queue" ? <QueueRow key={id} {...shared} place={place} /> : <RequestRow key={id} {...shared} />;
      })}
      {near.length < ids.length && <More key="more" reached={() => portions.value++} />}
    </ul>
  );
}

/** The end of what is made so far: more is made when it comes near. */
function More({ reached }: { reached: () => void }): VNode {
  const end = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) reached();
      },
      { root: end.current!.closest(".scroll"), rootMargin: "800px" },
    );
    observer.observe(end.current!);
    return () => observer.disconnect();
  });
  return <li ref={end} class="more" aria-hidden="true" />;
}

/** What both kinds of rows are given. */
export interface RowProps {
  desk: Desk;
  lane: Lane;
  row: Row;
  selected: boolean; // in its lane
  current: boolean; // selected in the lane that the keys act on
  group: Group;
  similar: number;
  fresh: boolean;
  refused: string;
}

/** Lets rows glide when their order changes, and gives back the focus that moving a node takes away. */
function useGlide(list: { current: HTMLUListElement | null }, ids: readonly string[], desk: Desk): void {
  const drawn = useRef("");
  const flip = useRef<Flip | null>(null);
  const focused = useRef(false);
  const order = ids.join();
  if (list.current && order !== drawn.current) {
    // The page still shows the order of before.
    focused.current = list.current.contains(document.activeElement);
    flip.current?.measure();
  }
  useLayoutEffect(() => {
    flip.current ??= list.current && new Flip(list.current);
    flip.current?.play();
    drawn.current = order;
    if (focused.current && document.activeElement === document.body) desk.selection.focusing.value++;
    focused.current = false;
  }, [order]);
}
