// Why a request is declined: one of three keys, or one's own words.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { graphemes } from "../core/text.ts";
import { longest } from "../core/words.ts";
import { named } from "./deck.ts";
import type { Desk } from "./desk.ts";
import { typing } from "./keys.ts";
import { reasons } from "./moves.ts";

export function ReasonForm({ desk, id }: { desk: Desk; id: string }): VNode | null {
  const text = useSignal("");
  const decline = (reason: string) => {
    const row = desk.deck.row(id);
    desk.close();
    if (row) desk.moves.decline(row, reason);
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const choice = reasons[Number(event.key) - 1];
      if (!choice || typing(event.target)) return;
      event.preventDefault();
      decline(choice.reason);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [id]);
  const row = desk.deck.rows.value.get(id);
  if (!row) return null;
  const long = graphemes(text.value) > longest.reason;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.peek().trim() !== "" && !long) decline(text.peek().trim());
      }}
    >
      <p>
        {named(row)} <bdi>{row.title}</bdi>
      </p>
      <div class="form-row">
        {reasons.map(({ reason, label }, i) => (
          <button key={reason} type="button" class="button" autofocus={i === 0} onClick={() => decline(reason)}>
            {label} <kbd>{i + 1}</kbd>
          </button>
        ))}
      </div>
      <label for="reason">Or in your own words</label>
      <input
        id="reason"
        class="field"
        autocomplete="off"
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      {long && <p class="form-note no">That is too long.</p>}
      <div class="form-row">
        <button type="submit" class="button main" disabled={text.value.trim() === "" || long}>
          Decline
        </button>
      </div>
    </form>
  );
}
