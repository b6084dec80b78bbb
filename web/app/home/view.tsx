import { useComputed, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { alike } from "../board/alike.ts";
import { Flip } from "../core/flip.ts";
import { classes, number, numbered, slip } from "../core/format.ts";
import { graphemes, splitSong } from "../core/text.ts";
import { plural, t } from "../core/tongue.ts";
import { longest, type Row } from "../core/words.ts";
import type { Stage } from "./stage.ts";

/** Rows that are shown; the visitor's own are beyond them too. */
const SHOWN = 5;

export function Demo({ stage }: { stage: Stage }): VNode {
  return (
    <>
      <Now stage={stage} />
      <Bar stage={stage} />
      <Slips stage={stage} />
      <Ask stage={stage} />
    </>
  );
}

function Now({ stage }: { stage: Stage }): VNode {
  const playing = stage.night.value.rows.find((row) => row.status === "playing");
  return (
    <div class={classes("now", !playing && "idle")}>
      <p class="label">
        {playing ? "▶" : "▷"} {t("Now playing")}
        {playing && ` · ${numbered(playing.number)}`}
      </p>
      <p class="title">
        <bdi>{playing?.title ?? t("Between requests")}</bdi>
      </p>
      <p class="by">
        <bdi>{playing?.artist ?? t("The next one shows here")}</bdi>
      </p>
    </div>
  );
}

/** What waits to be shown, and a way to stop the crowd. */
function Bar({ stage }: { stage: Stage }): VNode {
  const { fresh, moved } = stage.order.waiting.value;
  const news = [fresh > 0 && plural(fresh, "{n} new", "{n} new"), moved && `▲ ${t("order changed")}`].filter(Boolean).join(" · ");
  return (
    <div class="demo-bar">
      {news === "" ? (
        <span>
          {t("Most wanted")}
          {stage.side.value === "live" && stage.here.value > 1 && ` · ${plural(stage.here.value, "{n} here", "{n} here")}`}
        </span>
      ) : (
        <button onClick={() => stage.order.show()}>
          {news} · <b>{t("Show")}</b>
        </button>
      )}
      <button onClick={() => stage.pause()}>
        {stage.paused.value ? t("Let the crowd go on") : t("Stop the crowd")}
      </button>
    </div>
  );
}

function shownOf(stage: Stage): Row[] {
  const { rows, mine } = stage.night.value;
  const shown: Row[] = [];
  for (const id of stage.order.shown.value) {
    const row = rows.find((row) => row.id === id);
    if (row && (shown.length < SHOWN || mine.has(id))) shown.push(row);
  }
  return shown;
}

function Slips({ stage }: { stage: Stage }): VNode {
  const list = useRef<HTMLOListElement>(null);
  const flip = useRef<Flip | null>(null);
  const shown = shownOf(stage);
  const order = shown.map((row) => row.id).join();
  const drawn = useRef(order);
  useEffect(() => (list.current ? stage.order.watch(list.current) : undefined), []);
  useLayoutEffect(() => {
    flip.current ??= list.current && new Flip(list.current);
    if (drawn.current !== order) flip.current?.play();
    drawn.current = order;
  }, [order]);
  if (drawn.current !== order) flip.current?.measure(); // the page still shows the order of before
  return (
    <ol class="slips" ref={list}>
      {shown.map((row) => (
        <Slip key={row.id} stage={stage} row={row} />
      ))}
    </ol>
  );
}

function Slip({ stage, row }: { stage: Stage; row: Row }): VNode {
  const night = stage.night.value;
  const voted = night.votes.has(row.id);
  return (
    <li class={classes("slip", night.mine.has(row.id) && "mine")} data-id={row.id}>
      <span class="body">
        <span class="title">
          <bdi>{row.title}</bdi>
        </span>
        <span class="by">
          <span class="figure">{numbered(row.number)}</span>
          {row.status === "accepted" && <span class="label queued"> · {t("In queue")}</span>}
          {row.artist && (
            <>
              {" · "}
              <bdi>{row.artist}</bdi>
            </>
          )}
          {row.name && (
            <>
              {" · "}
              <bdi>{row.name}</bdi>
            </>
          )}
        </span>
      </span>
      <button class="stub" aria-pressed={voted} onClick={() => void stage.vote(row.id)}>
        <span class="count figure">{number(row.votes)}</span>
        <span class="label" aria-hidden="true">
          {voted ? t("Voted") : t("Vote")}
        </span>
        <span class="unseen">{voted ? t("Voted for {title}", { title: row.title }) : t("Vote for {title}", { title: row.title })}</span>
      </button>
    </li>
  );
}

function Ask({ stage }: { stage: Stage }): VNode {
  const typed = useSignal("");
  const problem = useSignal("");
  const song = useComputed(() => splitSong(typed.value));
  const asked = alike(stage.night.value.rows, song.value.title, song.value.artist).find((row) => row.status === "new" || row.status === "accepted");
  const send = async () => {
    const { title, artist } = song.value;
    if (!title) problem.value = t("Type the name of a song first.");
    else if (graphemes(title) > longest.title || graphemes(artist) > longest.artist) problem.value = t("That is too long for a slip.");
    else if (await stage.ask(title, artist)) typed.value = problem.value = "";
  };
  return (
    <form
      class="demo-ask"
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      <label for="demo-song">{t("Ask for a song")}</label>
      <div class="row">
        <input
          class="field"
          id="demo-song"
          value={typed.value}
          placeholder={t("Song, artist")}
          autocomplete="off"
          onInput={(e) => {
            typed.value = e.currentTarget.value;
            problem.value = stage.problem.value = "";
          }}
        />
        <button class="button">{t("Ask")}</button>
      </div>
      {asked && (
        <p class="demo-alike">
          {t("Already asked")}: <bdi>{asked.title}</bdi>{" "}
          <button type="button" aria-pressed={stage.night.value.votes.has(asked.id)} onClick={() => void stage.vote(asked.id)}>
            {stage.night.value.votes.has(asked.id) ? t("Voted") : t("Vote instead")}
          </button>
        </p>
      )}
      {(problem.value || stage.problem.value) && (
        <p class="problem" role="alert">
          {problem.value || stage.problem.value}
        </p>
      )}
      <p class="demo-fate" role="status">
        {fateOf(stage)}
      </p>
    </form>
  );
}

/** What became of the visitor's latest wish, or of the board. */
function fateOf(stage: Stage): string {
  const row = stage.night.value.rows.find((row) => row.id === stage.latest.value);
  if (!row) return newsOf(stage);
  const number = slip(row.number);
  if (row.held && row.status === "new") return t("Your No. {number} is with the DJ, who lets others see it.", { number });
  switch (row.status) {
    case "declined":
      return t("Your No. {number}: not tonight.", { number });
    case "accepted":
      return t("Your No. {number} is in the DJ’s queue.", { number });
    case "playing":
      return t("Your No. {number} is playing now.", { number });
    case "played":
      return t("Your No. {number} was played.", { number });
    default:
      return t("Your No. {number} is on the board.", { number });
  }
}

function newsOf(stage: Stage): string {
  if (stage.live && stage.side.value === "alone") return t("No network: what you do now stays in your browser.");
  return stage.afresh.value ? t("The board began afresh, as it does every ten minutes.") : "";
}
