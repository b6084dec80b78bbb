// One request: a slip of 52 px with its votes, its song, and the one thing to
// do with it.

import { Fragment, type VNode } from "preact";
import { classes, number, numbered, time } from "../core/format.ts";
import { plural, t } from "../core/tongue.ts";
import type { Row } from "../core/words.ts";
import { held } from "./deck.ts";
import type { Desk } from "./desk.ts";
import type { Group } from "./groups.ts";
import { printed } from "./keys.ts";
import type { RowProps } from "./lane.tsx";
import { reasonText, type Onward } from "./moves.ts";
import { rowMenu } from "./rowmenu.ts";
import type { Lane } from "./select.ts";
import { turnOf } from "./turns.ts";
import { standing } from "./twins.ts";

/** What forward does, as the main button says it. */
const forwards: Record<Onward, string> = {
  queue: t("Queue"),
  merge: t("Merge"),
  again: t("Again"),
  next: t("Next"),
  play: t("Play"),
  played: t("Played"),
  back: t("Inbox"),
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
            <Forward desk={desk} row={row} tab={tab} />
          ) : (
            <Do label={t("Decline")} title={row.title} tab={tab} run={() => desk.moves.decline(row)} />
          )}
          <More desk={desk} row={row} tab={tab} />
        </>
      )}
    </Slip>
  );
}

/** The button that moves a request one lane onwards. */
export function Forward({ desk, row, tab }: { desk: Desk; row: Row; tab: number }): VNode {
  const onward = desk.moves.onward(row);
  const run = () => desk.moves.forward(row);
  return <Do label={forwards[onward]} title={row.title} tab={tab} look={onward} run={run} />;
}

/** The one thing to do with a row; a moderator's is to decline it. */
export function Do(props: { label: string; title: string; tab: number; look?: Onward; run: () => void }): VNode {
  const { label, title, tab, look = "", run } = props;
  return (
    <button type="button" class={`do ${look}`} tabIndex={tab} aria-label={`${label}: ${title}`} onClick={run}>
      {label}
    </button>
  );
}

function Lead({ row }: { row: Row }): VNode {
  if (row.status === "played") return <span class="when">{time(row.played_at || row.at)}</span>;
  return (
    <>
      {number(row.votes)}
      <span class="unseen"> {plural(row.votes, "vote", "votes")}</span>
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
  const merges = similar > 0 && refused === "" && desk.deck.runs.value && desk.moves.onward(row) !== "merge"; // which its button does
  return (
    <div class="song">
      <p class="song-title">
        <bdi>{row.title}</bdi>
      </p>
      <div class="song-line">
        {refused === "" ? <Meta {...props} /> : <p class="song-meta no">{refused}</p>}
        {group.suspect > 0 && refused === "" && <Made {...props} />}
        {merges && (
          <button
            type="button"
            class="similar"
            tabIndex={-1}
            onClick={() => {
              desk.selection.choose(desk.selection.lane.peek(), row.id);
              desk.moves.mergeSimilar(row);
            }}
          >
            {plural(similar, "{n} similar", "{n} similar")} <kbd>{printed(desk.key("merge"))}</kbd>
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
      {number(group.suspect)} <span class="wordy">{plural(group.suspect, "looks made", "look made")}</span>
      {desk.deck.gig.value?.state !== "ended" && (
        <button type="button" class="take-back" tabIndex={-1} onClick={() => desk.crowd.void(row)}>
          {t("Take back")} <kbd>{printed(desk.key("void"))}</kbd>
        </button>
      )}
    </p>
  );
}

function Meta({ desk, row, lane, group, fresh }: RowProps): VNode {
  const twin = desk.deck.twins.value.get(row.id);
  return (
    <p class="song-meta">
      {fresh && <span class="tag ice">{t("New")}</span>}
      {twin && <span class="again">{standing(twin)} · </span>}
      {held(row) && <span class="waits">{t("Waits for approval")} · </span>}
      {desk.deck.books.banOf(row.asker) && <span class="tag no">{t("Shown out")}</span>}
      {row.number > 0 ? numbered(row.number) : "—"}
      {facts(desk, row, lane, group).map((fact, i) => (
        <Fragment key={i}>
          {" · "}
          <bdi>{fact}</bdi>
        </Fragment>
      ))}
      {row.flagged && (
        <span class="guess" title={t("A list of words says that this may be rude. It is only a guess, and often wrong.")}>
          {" · "}
          {t("language?")}
        </span>
      )}
    </p>
  );
}

/** What is known of a request, most important first: the line is cut where the room ends. */
function facts(desk: Desk, row: Row, lane: Lane, { asked, voided }: Group): string[] {
  const list: string[] = [];
  if (lane === "inbox" && desk.settings.turns.value) list.push(turnOf(row, desk.deck.lanes.value.plays));
  if (row.status === "declined") list.push(row.reason ? reasonText(row.reason) : t("declined"));
  if (voided > 0) list.push(plural(voided, "{n} taken back", "{n} taken back"));
  if (row.artist) list.push(row.artist);
  if (row.own) list.push(t("own song"));
  if (row.name) list.push(row.name);
  if (asked > 1) list.push(plural(asked, "{n} asked", "{n} asked"));
  if (row.note) list.push(t("note: {note}", { note: row.note }));
  if (row.dedication) list.push(t("“{text}”", { text: row.dedication }));
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
      aria-label={t("More for {title}", { title: row.title })}
      onClick={(event) => {
        desk.selection.choose(desk.selection.lane.peek(), row.id);
        desk.menu.value = rowMenu(desk, row, event.currentTarget);
      }}
    >
      ⋯
    </button>
  );
}
