// Showing the asker of a request out, for a while or for good.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { graphemes } from "../core/text.ts";
import { longest } from "../core/words.ts";
import { banEnd } from "./books.ts";
import { named } from "./deck.ts";
import type { Desk } from "./desk.ts";
import { plural, rich, t } from "../core/tongue.ts";

const spans: readonly { seconds: number; label: string }[] = [
  { seconds: 900, label: plural(15, "{n} minute", "{n} minutes") },
  { seconds: 3600, label: plural(1, "{n} hour", "{n} hours") },
  { seconds: 0, label: t("The whole event") },
];

export function BanForm({ desk, id }: { desk: Desk; id: string }): VNode | null {
  const reason = useSignal("");
  const seconds = useSignal(0);
  const row = desk.deck.rows.value.get(id);
  if (!row) return null;
  const ban = desk.deck.books.banOf(row.asker);
  const long = graphemes(reason.value) > longest.reason;
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
        {rich("Show out the asker of {request}: they read along, but ask and vote no more. What they asked for and nobody has decided on is hidden.", {
          request: (
            <>
              {named(row)}
              {row.name && " "}
              {row.name && <bdi>({row.name})</bdi>}
            </>
          ),
        })}
      </p>
      {ban && (
        <p class="form-note">
          {t("They are shown out already, {until}.", { until: banEnd(ban) })}{" "}
          <button
            type="button"
            class="link cue"
            onClick={() => {
              desk.close();
              desk.crowd.letBack(ban.person, row.name);
            }}
          >
            {t("Let back")}
          </button>
        </p>
      )}
      <fieldset class="choices">
        <legend>{t("For")}</legend>
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
      <label for="ban-reason">{t("Why, if you want to tell them")}</label>
      <input
        id="ban-reason"
        class="field"
        autocomplete="off"
        autofocus
        value={reason.value}
        onInput={(event) => (reason.value = event.currentTarget.value)}
      />
      {long && <p class="form-note no">{t("That is too long.")}</p>}
      <div class="form-row">
        <button type="submit" class="button main" disabled={long}>
          {t("Show out")} <kbd>↵</kbd>
        </button>
      </div>
    </form>
  );
}
