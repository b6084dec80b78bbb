// The footer teaches the keys; where there are none, it is four buttons for
// the thumb.

import type { VNode } from "preact";
import { act, action, offered } from "./actions.ts";
import type { Desk } from "./desk.ts";
import { printed } from "./keys.ts";
import { forwards } from "./row.tsx";

const hints: readonly [name: string, text: string][] = [
  ["next", "next"],
  ["play", "play"],
  ["decline", "decline"],
  ["merge", "merge"],
  ["later", "later"],
  ["undo", "undo"],
  ["ban", "show out"],
  ["hide", "hide"],
  ["own", "own song"],
];

export function Footer({ desk }: { desk: Desk }): VNode {
  const on = desk.settings.keys.value;
  const row = desk.deck.rows.value.get(desk.selection.id.value ?? "");
  const forward = (row && forwards[row.status])?.toLowerCase() ?? "queue";
  return (
    <footer class="foot">
      <p class="hints">
        {on ? (
          [["forward", forward] as const, ...hints].map(
            ([name, text]) =>
              offered(desk, action(name)) && (
                <span key={name} class="hint">
                  <kbd>{printed(desk.key(name))}</kbd> {text}
                </span>
              ),
          )
        ) : (
          <span class="hint">Single keys are off</span>
        )}
      </p>
      <button type="button" class="link hint-button" onClick={() => act(desk, "palette")}>
        <kbd>{printed("Ctrl+K")}</kbd> all
      </button>
      <button type="button" class="link hint-button" aria-label="Keys and help" onClick={() => act(desk, "help")}>
        <kbd>{desk.key("help") || "?"}</kbd>
      </button>
      <div class="thumbs">
        {offered(desk, action("own")) && (
          <button type="button" class="button" onClick={() => act(desk, "own")}>
            Own song
          </button>
        )}
        <button type="button" class="button" onClick={() => act(desk, "search")}>
          Search
        </button>
        <button type="button" class="button" onClick={() => act(desk, "palette")}>
          More
        </button>
        <button type="button" class="button" onClick={() => act(desk, "undo")}>
          Undo
        </button>
      </div>
    </footer>
  );
}
