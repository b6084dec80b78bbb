// The footer teaches the keys; where there are none, it is four buttons for
// the thumb.

import type { VNode } from "preact";
import { t } from "../core/tongue.ts";
import { act, action, offered } from "./actions.ts";
import { held } from "./deck.ts";
import type { Desk } from "./desk.ts";
import { printed } from "./keys.ts";
import type { Onward } from "./moves.ts";

type Hint = readonly [name: string, text: string];

const approve: Hint = ["approve", t("approve")];

const hints: readonly Hint[] = [
  ["next", t("next")],
  ["play", t("play")],
  ["decline", t("decline")],
  ["merge", t("merge")],
  ["later", t("later")],
  ["undo", t("undo")],
  ["ban", t("show out")],
  ["hide", t("hide")],
  ["own", t("own song")],
];

/** What Enter does. */
const onwards: Record<Onward, string> = {
  queue: t("queue"),
  merge: t("merge"),
  again: t("again"),
  next: t("next"),
  play: t("play"),
  played: t("played"),
  back: t("inbox"),
};

export function Footer({ desk }: { desk: Desk }): VNode {
  const on = desk.settings.keys.value;
  const row = desk.deck.rows.value.get(desk.selection.id.value ?? "");
  const forward = onwards[row ? desk.moves.onward(row) : "queue"];
  return (
    <footer class="foot">
      <p class="hints">
        {on ? (
          [["forward", forward] as const, ...(row && held(row) ? [approve] : []), ...hints].map(
            ([name, text]) =>
              offered(desk, action(name)) && (
                <span key={name} class="hint">
                  <kbd>{printed(desk.key(name))}</kbd> {text}
                </span>
              ),
          )
        ) : (
          <span class="hint">{t("Single keys are off")}</span>
        )}
      </p>
      <button type="button" class="link hint-button" onClick={() => act(desk, "palette")}>
        <kbd>{printed("Ctrl+K")}</kbd> {t("all")}
      </button>
      <button type="button" class="link hint-button" aria-label={t("Keys and help")} onClick={() => act(desk, "help")}>
        <kbd>{desk.key("help") || "?"}</kbd>
      </button>
      <div class="thumbs">
        {offered(desk, action("own")) && (
          <button type="button" class="button" onClick={() => act(desk, "own")}>
            {t("Own song")}
          </button>
        )}
        <button type="button" class="button" onClick={() => act(desk, "search")}>
          {t("Search")}
        </button>
        <button type="button" class="button" onClick={() => act(desk, "palette")}>
          {t("More")}
        </button>
        <button type="button" class="button" onClick={() => act(desk, "undo")}>
          {t("Undo")}
        </button>
      </div>
    </footer>
  );
}
