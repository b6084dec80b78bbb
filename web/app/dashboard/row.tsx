// One request: a slip of 52 px with its votes, its song, and the one thing to
// do with it.

import { Fragment, type VNode } from "preact";
import { classes, number, plural, slip, time } from "../core/format.ts";
import type { Row, Status } from "../core/words.ts";
import { act, action } from "./actions.ts";
import type { Desk, Menu, MenuItem } from "./desk.ts";
import type { RowProps } from "./lane.tsx";
import { reasonText, reasons } from "./moves.ts";
import type { Lane } from "./select.ts";

/** What forward does, by status, as the main button says it. */
export const forwards: Partial<Record<Status, string>> = {
  new: "Queue",
  later: "Queue",
  accepted: "Next",
  playing: "Played",
  played: "Again",
  declined: "Inbox",
  hidden: "Inbox",
};

export function RequestRow(props: RowProps): VNode {
  const { desk, row, selected } = props;
  const tab = selected ? 0 : -1;
  const may = desk.deck.runs.value || row.status === "declined" || row.status === "hidden";
  return (
    <Slip {...props}>
      <p class="votes figure">
        <Lead row={row} />
      </p>
      <Song {...props} />
      {desk.deck.gig.value?.state !== "ended" && (
        <>
          <button
            type="button"
            class="do"
            tabIndex={tab}
            disabled={!may}
            aria-label={`${forwards[row.status]}: ${row.title}`}
            onClick={() => desk.moves.forward(row)}
          >
            {forwards[row.status]}
          </button>
          <More desk={desk} row={row} tab={tab} />
        </>
      )}
    </Slip>
  );
}

function Lead({ row }: { row: Row }): VNode {
  if (row.status === "played") return <span class="when">{time(row.played_at || row.at)}</span>;
  return (
    <>
      {number(row.votes)}
      <span class="unseen"> votes</span>
    </>
  );
}

/** The row itself: it takes the focus, and says what it is. */
export function Slip(props: RowProps & { children: VNode | VNode[] | unknown }): VNode {
  const { desk, lane, row, selected, current, fresh, refused } = props;
  const choose = () => desk.selection.choose(lane, row.id);
  return (
    <li
      class={classes(
        "slip",
        selected && "selected",
        current && "current",
        fresh && "fresh",
        refused !== "" && "refused",
        row.status,
      )}
      data-id={row.id}
      tabIndex={selected ? 0 : -1}
      aria-current={current ? "true" : undefined}
      onFocusIn={() => desk.selection.focused(lane, row.id)}
      // Chosen before a button inside acts: what it moves away then hands on to the next row.
      onClickCapture={choose}
      onClick={(event) => {
        if (!(event.target as Element).closest("button")) event.currentTarget.focus({ preventScroll: true });
      }}
    >
      {props.children as VNode}
    </li>
  );
}

export function Song(props: RowProps): VNode {
  const { row, similar, refused, desk } = props;
  return (
    <div class="song">
      <p class="song-title">
        <bdi>{row.title}</bdi>
      </p>
      <div class="song-line">
        {refused === "" ? <Meta {...props} /> : <p class="song-meta no">{refused}</p>}
        {similar > 0 && refused === "" && desk.deck.runs.value && (
          <button
            type="button"
            class="similar"
            tabIndex={-1}
            onClick={() => {
              desk.selection.choose(desk.selection.lane.peek(), row.id);
              desk.moves.mergeSimilar(row);
            }}
          >
            {similar} similar <kbd>M</kbd>
          </button>
        )}
      </div>
    </div>
  );
}

function Meta({ row, lane, asked, fresh }: RowProps): VNode {
  return (
    <p class="song-meta">
      {fresh && <span class="tag ice">New</span>}
      No. {row.number > 0 ? slip(row.number) : "—"}
      {facts(row, lane, asked).map((fact, i) => (
        <Fragment key={i}>
          {" · "}
          <bdi>{fact}</bdi>
        </Fragment>
      ))}
    </p>
  );
}

/** What is known of a request, most important first: the line is cut where the room ends. */
function facts(row: Row, lane: Lane, asked: number): string[] {
  const list: string[] = [];
  if (row.status === "declined") list.push(row.reason ? reasonText(row.reason) : "declined");
  if (row.artist) list.push(row.artist);
  if (row.own) list.push("own song");
  if (row.name) list.push(row.name);
  if (asked > 1) list.push(`${asked} asked`);
  if (row.note) list.push(`note: ${row.note}`);
  if (row.dedication) list.push(`“${row.dedication}”`);
  if (lane !== "inbox" && row.votes > 0) list.push(plural(row.votes, "vote", "votes"));
  return list;
}

export function More({ desk, row, tab }: { desk: Desk; row: Row; tab: number }): VNode {
  return (
    <button
      type="button"
      class="dots"
      tabIndex={tab}
      aria-haspopup="menu"
      aria-label={`More for ${row.title}`}
      onClick={(event) => {
        desk.selection.choose(desk.selection.lane.peek(), row.id);
        desk.menu.value = rowMenu(desk, row, event.currentTarget);
      }}
    >
      ⋯
    </button>
  );
}

function rowMenu(desk: Desk, row: Row, at: HTMLElement): Menu {
  const item = (name: string, label?: string): MenuItem[] => {
    const found = action(name);
    if (!(found.can?.(desk) ?? true)) return [];
    return [{ label: label ?? found.label, key: found.key, run: () => act(desk, name) }];
  };
  const declines: MenuItem[] = reasons.map(({ reason, label }) => ({
    label: `${row.status === "declined" ? "Reason" : "Decline"}: ${label.toLowerCase()}`,
    run: () => desk.moves.decline(row, reason),
  }));
  return {
    label: `${row.title}, number ${row.number}`,
    head: details(row),
    at,
    items: [
      ...(row.status === "accepted" && row.next
        ? [{ label: "Not next any more", run: () => desk.moves.notNext(row) }]
        : []),
      ...item("next", "Next"),
      ...item("play"),
      ...item("later"),
      ...item("back"),
      ...item("up"),
      ...item("down"),
      ...item("merge", desk.deck.similar.peek().has(row.id) ? "Merge similar" : "Merge into…"),
      ...item("decline"),
      ...declines,
      ...item("reason", "Write a reason…"),
      ...item("hide"),
    ],
  };
}

/** The whole of a request, which its line may have cut. */
function details(row: Row): string[] {
  const lines = [row.artist ? `${row.title} — ${row.artist}` : row.title];
  lines.push(
    `No. ${slip(row.number)} · asked ${time(row.at)}${row.name ? ` by ${row.name}` : ""} · ${plural(row.votes, "vote", "votes")}`,
  );
  if (row.note) lines.push(`Note: ${row.note}`);
  if (row.dedication) lines.push(`Dedication: ${row.dedication}`);
  if (row.reason) lines.push(`Reason: ${reasonText(row.reason)}`);
  return lines;
}
