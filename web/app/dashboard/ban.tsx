// Showing the asker of a request out, for a while or for good.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { graphemes } from "../core/text.ts";
import { longest } from "../core/words.ts";
import { banEnd } from "./books.ts";
import { named } from "./deck.ts";
import type { Desk } from "./desk.ts";
import { now } from "../core/ticking.ts";

const spans: readonly { seconds: number; label: string }[] = [
  { seconds: 900, label: "15 minutes" },
  { seconds: 3600, label: "1 hour" },
  { seconds: 0, label: "The whole event" },
];

export function BanForm({ desk, id }: { desk: Desk; id: string }): VNode | null {
  const reason = useSignal("");
  const seconds = useSignal(0);
  const row = desk.deck.rows.value.get(id);
  if (!row) return null;
  const ban = desk.deck.books.banOf(row.asker, now.value);
  const long = graphemes(reason.value) > longest.reason;
  const who = row.name ? ` (${row.name})` : "";
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (long) return;
        desk.close();
        desk.crowd.ban(row, seconds.peek(), reason.peek().trim());
      }}
    >
      <p>
        Show out the asker of {named(row)}
        <bdi>{who}</bdi>: they read along, but ask and vote no more. What they asked for and nobody has decided on is
        hidden.
      </p>
      {ban && (
        <p class="form-note">
          They are shown out already, {banEnd(ban)}.{" "}
          <button
            type="button"
            class="link cue"
            onClick={() => {
              desk.close();
              desk.crowd.letBack(ban.person, row.name);
            }}
          >
            Let back
          </button>
        </p>
      )}
      <fieldset class="choices">
        <legend>For</legend>
        <div class="form-row">
          {spans.map((span) => (
            <label key={span.seconds} class="choice">
              <input
                type="radio"
                name="span"
                checked={seconds.value === span.seconds}
                onChange={() => (seconds.value = span.seconds)}
              />
              {span.label}
            </label>
          ))}
        </div>
      </fieldset>
      <label for="ban-reason">Why, if you want to tell them</label>
      <input
        id="ban-reason"
        class="field"
        autocomplete="off"
        autofocus
        value={reason.value}
        onInput={(event) => (reason.value = event.currentTarget.value)}
      />
      {long && <p class="form-note no">That is too long.</p>}
      <div class="form-row">
        <button type="submit" class="button main" disabled={long}>
          Show out <kbd>↵</kbd>
        </button>
      </div>
    </form>
  );
}
