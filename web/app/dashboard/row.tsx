// One request: a slip of 52 px with its votes, its song, and the one thing to
// do with it.

import { Fragment, type VNode } from "preact";
import { classes, number, slip, time } from "../core/format.ts";
import { plural } from "../core/tongue.ts";
import type { Row, Status } from "../core/words.ts";
import { act, action } from "./actions.ts";
import { banEnd } from "./books.ts";
import { dealtAt, held } from "./deck.ts";
import type { Desk, Menu, MenuItem } from "./desk.ts";
import type { Group } from "./groups.ts";
import { printed } from "./keys.ts";
import type { RowProps } from "./lane.tsx";
import { reasonText, reasons } from "./moves.ts";
import type { Lane } from "./select.ts";
import { turnOf } from "./turns.ts";
import { now } from "../core/ticking.ts";

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
  const out = row.status === "declined" || row.status === "hidden";
  return (
    <Slip {...props}>
      <p class="votes figure">
        <Lead row={row} />
      </p>
      <Song {...props} />
      {desk.deck.gig.value?.state !== "ended" && (
        <>
          {desk.deck.runs.value || out ? (
            <Do label={forwards[row.status] ?? ""} title={row.title} tab={tab} run={() => desk.moves.forward(row)} />
          ) : (
            <Do label="Decline" title={row.title} tab={tab} run={() => desk.moves.decline(row)} />
          )}
          <More desk={desk} row={row} tab={tab} />
        </>
      )}
    </Slip>
  );
}

/** The one thing to do with a row; a moderator's is to decline it. */
export function Do(props: { label: string; title: string; tab: number; run: () => void }): VNode {
  const { label, title, tab, run } = props;
  return (
    <button type="button" class="do" tabIndex={tab} aria-label={`${label}: ${title}`} onClick={run}>
      {label}
    </button>
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
  const { row, similar, refused, desk, group } = props;
  return (
    <div class="song">
      <p class="song-title">
        <bdi>{row.title}</bdi>
      </p>
      <div class="song-line">
        {refused === "" ? <Meta {...props} /> : <p class="song-meta no">{refused}</p>}
        {group.suspect > 0 && refused === "" && <Made {...props} />}
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
            {similar} similar <kbd>{printed(desk.key("merge"))}</kbd>
          </button>
        )}
      </div>
    </div>
  );
}

/** Votes that look made, and the way to take them back. */
function Made({ desk, row, group }: RowProps): VNode {
  return (
    <p class="made">
      <span aria-hidden="true">⚠ </span>
      {number(group.suspect)} <span class="wordy">look made</span>
      {desk.deck.gig.value?.state !== "ended" && (
        <button type="button" class="take-back" tabIndex={-1} onClick={() => desk.crowd.void(row)}>
          Take back <kbd>{printed(desk.key("void"))}</kbd>
        </button>
      )}
    </p>
  );
}

function Meta({ desk, row, lane, group, fresh }: RowProps): VNode {
  const earlier = desk.deck.earlier.value.get(row.id);
  return (
    <p class="song-meta">
      {fresh && <span class="tag ice">New</span>}
      {earlier && <span class="again">{becameOf(earlier)} · </span>}
      {held(row) && <span class="waits">Waits for approval · </span>}
      {desk.deck.books.banOf(row.asker, now.value) && <span class="tag no">Shown out</span>}
      No. {row.number > 0 ? slip(row.number) : "—"}
      {facts(desk, row, lane, group).map((fact, i) => (
        <Fragment key={i}>
          {" · "}
          <bdi>{fact}</bdi>
        </Fragment>
      ))}
      {row.flagged && (
        <span class="guess" title="A list of words says that this may be rude. It is only a guess, and often wrong.">
          {" · language?"}
        </span>
      )}
    </p>
  );
}

/** What became of the same song before. */
function becameOf(earlier: Row): string {
  if (earlier.status === "playing") return "Plays now";
  return `${earlier.status === "played" ? "Played" : "Declined"} ${time(dealtAt(earlier))}`;
}

/** What is known of a request, most important first: the line is cut where the room ends. */
function facts(desk: Desk, row: Row, lane: Lane, { asked, voided }: Group): string[] {
  const list: string[] = [];
  if (lane === "inbox" && desk.settings.turns.value) list.push(turnOf(row, desk.deck.lanes.value.plays));
  if (row.status === "declined") list.push(row.reason ? reasonText(row.reason) : "declined");
  if (voided > 0) list.push(`${number(voided)} taken back`);
  if (row.artist) list.push(row.artist);
  if (row.own) list.push("own song");
  if (row.name) list.push(row.name);
  if (asked > 1) list.push(`${asked} asked`);
  if (row.note) list.push(`note: ${row.note}`);
  if (row.dedication) list.push(`“${row.dedication}”`);
  if (lane !== "inbox" && row.votes > 0) list.push(plural(row.votes, "{n} vote", "{n} votes"));
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
    return [{ label: label ?? found.label, key: desk.key(name), run: () => act(desk, name) }];
  };
  const declines: MenuItem[] = reasons.map(({ reason, label }) => ({
    label: `${row.status === "declined" ? "Reason" : "Decline"}: ${label.toLowerCase()}`,
    run: () => desk.moves.decline(row, reason),
  }));
  const ban = desk.deck.books.banOf(row.asker, Date.now());
  return {
    label: `${row.title}, number ${row.number}`,
    head: details(desk, row),
    at,
    items: [
      ...(row.status === "accepted" && row.next
        ? [{ label: "Not next any more", run: () => desk.moves.notNext(row) }]
        : []),
      ...item("approve", "Approve"),
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
      ...item("copy", "Copy artist and title"),
      ...item("hide"),
      ...item("void"),
      ...(ban ? [{ label: "Let the asker back", run: () => desk.crowd.letBack(ban.person, row.name) }] : item("ban")),
      ...item("block_song"),
      ...item("block_artist"),
    ],
  };
}

/** The whole of a request, which its line may have cut. */
function details(desk: Desk, row: Row): string[] {
  const lines = [row.artist ? `${row.title} — ${row.artist}` : row.title];
  lines.push(
    `No. ${slip(row.number)} · asked ${time(row.at)}${row.name ? ` by ${row.name}` : ""} · ${plural(row.votes, "{n} vote", "{n} votes")}`,
  );
  if (row.note) lines.push(`Note: ${row.note}`);
  if (row.dedication) lines.push(`Dedication${row.quiet ? ", for the crew only" : ""}: ${row.dedication}`);
  const ban = desk.deck.books.banOf(row.asker, Date.now());
  if (ban) lines.push(`Asker banned ${banEnd(ban)}${ban.reason ? `: ${ban.reason}` : ""}`);
  if (row.reason) lines.push(`Reason: ${reasonText(row.reason)}`);
  return lines;
}
