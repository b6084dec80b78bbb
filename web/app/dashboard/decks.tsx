// The two bars that matter most: what plays now, and what plays next.

import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import { elapsed, slip } from "../core/format.ts";
import { onAir } from "../core/onair.ts";
import type { Row } from "../core/words.ts";
import { act, action, offered } from "./actions.ts";
import type { Desk } from "./desk.ts";
import { printed } from "./keys.ts";
import { now as hand } from "../core/ticking.ts";
import { plural, t } from "../core/tongue.ts";

export function Decks({ desk }: { desk: Desk }): VNode {
  const { now, next } = desk.deck.lanes.value;
  const doubted = useComputed(() => {
    const playing = desk.deck.lanes.value.now;
    return playing !== null && onAir(playing, hand.value) === null;
  });
  return (
    <section class="decks" aria-label={t("On the decks")}>
      <div class={`deck now${now ? (doubted.value ? " doubted" : "") : " idle"}`}>
        <p class="deck-label label">
          {now ? (
            <>
              ▶ {t("Now")}
              {now.number > 0 && ` · ${slip(now.number)}`} · <Playing row={now} />
              {now.own && ` · ${t("own")}`}
            </>
          ) : (
            `▶ ${t("Now")}`
          )}
        </p>
        <Song row={now} empty={t("Nothing is playing")} />
        <div class="deck-buttons">
          {now && doubted.value && <DeckButton desk={desk} name="still" label={t("Still")} />}
          <DeckButton desk={desk} name={now ? "done" : "own"} label={now ? t("Played") : t("Own song")} />
        </div>
      </div>
      <div class={`deck next${next ? (next.next ? "" : " loose") : " idle"}`}>
        <p class="deck-label label">
          {next ? `▷ ${next.next ? t("Next") : t("First in queue")} · ${slip(next.number)}` : `▷ ${t("Next")}`}
        </p>
        <Song row={next} empty={t("The queue is empty")} />
        {next && (
          <div class="deck-buttons">
            <DeckButton desk={desk} name="go" label={t("Play")} />
          </div>
        )}
      </div>
    </section>
  );
}

function Playing({ row }: { row: Row }): VNode {
  const since = hand.value - row.played_at;
  if (onAir(row, hand.value)) return <span class="figure">{elapsed(since)}</span>;
  return <>{plural(Math.floor(since / 60_000), "for {n} min: still?", "for {n} min: still?")}</>;
}

function Song({ row, empty }: { row: Row | null; empty: string }): VNode {
  if (!row) return <p class="deck-song">{empty}</p>;
  return (
    <p class="deck-song">
      <bdi>{row.title}</bdi>
      {row.artist && (
        <>
          {" — "}
          <bdi>{row.artist}</bdi>
        </>
      )}
    </p>
  );
}

function DeckButton({ desk, name, label }: { desk: Desk; name: string; label: string }): VNode | null {
  const found = action(name);
  const key = desk.key(name);
  if (!offered(desk, found)) return null;
  return (
    <button
      type="button"
      class="deck-button"
      disabled={!(found.can?.(desk) ?? true)}
      aria-keyshortcuts={key || undefined}
      onClick={() => act(desk, name)}
    >
      {label} <kbd>{printed(key)}</kbd>
    </button>
  );
}
