import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Flip } from "../core/flip.ts";
import { number, slip } from "../core/format.ts";
import { plural, rich, t } from "../core/tongue.ts";
import type { Row } from "../core/words.ts";
import { LONG, matches } from "./find.ts";
import type { Page, View } from "./page.ts";
import { setList } from "./setlist.ts";
import { SlipRow } from "./slip.tsx";

/** Rows of the first paint, as the server renders it. */
const FIRST = 40;

export function List({ page }: { page: Page }): VNode {
  const { view } = page;
  const late = page.late.value;
  const mine = view.value === "mine"; // the board waits behind it: making its rows anew would be felt
  const rows = listed(page);
  const found = page.find.value ? rows.filter((row) => matches(row, page.find.value!)) : rows;
  return (
    <section class="list" aria-label={names[view.value]}>
      <Bar page={page} count={rows.length} />
      {mine && late && <late.Mine page={page} />}
      <div hidden={mine}>{found.length > 0 ? <Slips page={page} rows={found} /> : <Empty page={page} />}</div>
    </section>
  );
}

/** The rows of the view; those that wait for being shown can be found, too. */
function listed(page: Page): readonly Row[] {
  if (page.ended.value || page.view.value === "queue" || page.view.value === "played") return page.wanted.value;
  return page.find.value ? [...new Set([...held(page), ...page.wanted.value])] : held(page);
}

/** The rows in the order that is held still. */
function held(page: Page): Row[] {
  const rows = page.client.board.value?.rows;
  const shown: Row[] = [];
  for (const id of page.order.shown.value) {
    const row = rows?.get(id);
    if (row) shown.push(row);
  }
  return shown;
}

const names: Record<View, string> = { top: t("Most wanted"), queue: t("The DJ’s queue"), played: t("Played"), mine: t("Mine") };

function songs(count: number): string {
  return plural(count, "{n} song", "{n} songs");
}

/** What is shown, and what waits for it; its room is reserved. */
function Bar({ page, count }: { page: Page; count: number }): VNode {
  const view = page.view.value;
  const finding = page.find.value !== null && view !== "mine";
  const was = useRef(finding);
  const finder = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (was.current && !finding) finder.current?.focus();
    was.current = finding;
  }, [finding]);
  if (finding) return <Find page={page} />;
  const { fresh, moved } = page.order.waiting.value;
  const waits = view === "top" && !page.ended.value && (fresh > 0 || moved);
  const long = count > LONG && !waits && view !== "mine";
  return (
    <div class="bar">
      {page.ended.value ? <h2 class="what">{view === "mine" ? t("Mine") : `${t("Set list")} · ${songs(count)}`}</h2> : <Views page={page} total={waits ? null : count} />}
      {page.ended.value && view !== "mine" && count > 0 && "clipboard" in navigator && <Copy page={page} />}
      {long && (
        <button class="news" ref={finder} onClick={() => (page.find.value = "")}>
          {t("Find")}
        </button>
      )}
      {waits && (
        <button class="news" onClick={() => page.order.show()}>
          {[fresh > 0 && plural(fresh, "{n} new", "{n} new"), moved && `▲ ${t("order changed")}`].filter(Boolean).join(" · ")} · <b>{t("Show")}</b>
        </button>
      )}
      {view === "mine" && (
        <button class="news" onClick={() => (page.view.value = "top")}>
          {t("Back to the board")}
        </button>
      )}
    </div>
  );
}

function Views({ page, total }: { page: Page; total: number | null }): VNode {
  const view = page.view.value;
  return (
    <label class="what">
      <span class="unseen">{t("Show")}</span>
      <select value={view} onChange={(e) => (page.view.value = e.currentTarget.value as View)}>
        <option value="top">{t("Top")}</option>
        <option value="queue">{t("Queue")}</option>
        <option value="played">{t("Played")}</option>
        <option value="mine">{t("Mine")}</option>
      </select>
      {total !== null && view !== "mine" && <span class="total">{view === "played" ? songs(total) : plural(total, "{n} request", "{n} requests")}</span>}
    </label>
  );
}

/** Copies the set list; browsers allow that on https, and on this machine. */
function Copy({ page }: { page: Page }): VNode {
  const done = useSignal(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(setList(page.wanted.value));
      done.value = true;
    } catch {
      page.speech.alert(t("This browser does not let the set list be copied."));
    }
  };
  return (
    <button class="news" onClick={() => void copy()}>
      <span aria-live="polite">{done.value ? t("Copied") : t("Copy")}</span>
      <span class="unseen"> {t("Set list")}</span>
    </button>
  );
}

/** The field in place of the bar. */
function Find({ page }: { page: Page }): VNode {
  const field = useRef<HTMLInputElement>(null);
  const close = () => (page.find.value = null);
  useEffect(() => field.current?.focus(), []);
  return (
    <div class="bar">
      <input
        class="field"
        type="search"
        ref={field}
        aria-label={t("Find in this list")}
        placeholder={t("Song, artist, No.")}
        autocomplete="off"
        enterkeyhint="search"
        value={page.find.value ?? ""}
        onInput={(e) => (page.find.value = e.currentTarget.value)}
        onKeyDown={(e) => e.key === "Escape" && close()}
      />
      <button class="news" onClick={close}>
        {t("Close")}
      </button>
    </div>
  );
}

function Slips({ page, rows }: { page: Page; rows: readonly Row[] }): VNode {
  const list = useRef<HTMLOListElement>(null);
  const flip = useRef<Flip | null>(null);
  const most = useSignal(FIRST);
  const view = `${page.view.value} ${page.find.value ?? ""}`; // rows glide within one only
  const shown = page.ended.value ? rows : rows.slice(0, most.value); // a set list is printed whole
  const order = `${view}:${shown.map((row) => row.id).join()}`;
  const drawn = useRef({ view, order });

  useEffect(() => (list.current ? page.order.watch(list.current) : undefined), []);
  useLayoutEffect(() => {
    flip.current ??= list.current && new Flip(list.current, true);
    if (drawn.current.order !== order && drawn.current.view === view) flip.current?.play();
    drawn.current = { view, order };
  }, [order]);
  // While rendering, the page still shows the order of before.
  if (drawn.current.order !== order && drawn.current.view === view) flip.current?.measure();

  return (
    <>
      <ol class="slips" ref={list}>
        {shown.map((row) => (
          <SlipRow key={row.id} page={page} row={row} />
        ))}
      </ol>
      {rows.length > shown.length && (
        <button class="button more" onClick={() => (most.value += 100)}>
          {t("Show more")} · {number(rows.length - shown.length)}
        </button>
      )}
    </>
  );
}

function Empty({ page }: { page: Page }): VNode {
  const board = page.client.board.value;
  const gate = board?.event.gate;
  let highest = 0;
  for (const row of board?.rows.values() ?? []) highest = Math.max(highest, row.number);
  if (page.find.value) {
    return (
      <p class="empty">
        {rich("Nothing here matches “{words}”.", { words: <bdi>{page.find.value}</bdi> })}
      </p>
    );
  }
  if (page.ended.value) return <p class="empty">{t("Nothing was played from this board.")}</p>;
  if (page.view.value === "queue") return <p class="empty">{t("The queue is empty. The DJ fills it from the most wanted.")}</p>;
  if (page.view.value === "played") return <p class="empty">{t("Nothing has been played yet.")}</p>;
  if (gate === "closed") return <p class="empty">{board?.event.state === "live" ? t("Nothing waits.") : t("Requests have not opened yet.")}</p>;
  return (
    <div class="empty">
      <p class="be figure">{t("Be No. {number}", { number: slip(highest + 1) })}</p>
      <p>{t("No requests are waiting. Ask for the first song.")}</p>
    </div>
  );
}
