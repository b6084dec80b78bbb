// Why requests are declined: one of three keys, or one's own words.

import { useSignal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useEffect } from "preact/hooks";
import { graphemes } from "../core/text.ts";
import { plural, t } from "../core/tongue.ts";
import { longest } from "../core/words.ts";
import { named } from "./deck.ts";
import type { Desk } from "./desk.ts";
import { typing } from "./keys.ts";
import { reasons, undecided } from "./moves.ts";

/** Declines one request with a reason. */
export function ReasonForm({ desk, id }: { desk: Desk; id: string }): VNode | null {
  const row = desk.deck.rows.value.get(id);
  if (!row) return null;
  const decline = (reason: string) => {
    const now = desk.deck.row(id);
    desk.close();
    if (now) desk.moves.decline(now, reason);
  };
  return (
    <Reasons decline={decline} needed>
      {named(row)} <bdi>{row.title}</bdi>
    </Reasons>
  );
}

/** Declines what nobody has decided on, with one reason or with none. */
export function SweepForm({ desk }: { desk: Desk }): VNode {
  const count = undecided(desk.deck.lanes.value).length;
  const decline = (reason: string) => {
    desk.close();
    desk.moves.sweep(reason);
  };
  return (
    <Reasons decline={decline}>
      {plural(count, "{n} request in the inbox and in Later. The queue stays.", "{n} requests in the inbox and in Later. The queue stays.")}
    </Reasons>
  );
}

interface ReasonsProps {
  decline: (reason: string) => void;
  needed?: boolean; // without a reason it is declined elsewhere
  children: ComponentChildren;
}

function Reasons({ decline, needed = false, children }: ReasonsProps): VNode {
  const text = useSignal("");
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const choice = reasons[Number(event.key) - 1];
      if (!choice || typing(event.target)) return;
      event.preventDefault();
      decline(choice.reason);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  const long = graphemes(text.value) > longest.reason;
  const off = long || (needed && text.value.trim() === "");
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!off) decline(text.peek().trim());
      }}
    >
      <p>{children}</p>
      <div class="form-row">
        {reasons.map(({ reason, label }, i) => (
          <button key={reason} type="button" class="button" autofocus={i === 0} onClick={() => decline(reason)}>
            {label} <kbd>{i + 1}</kbd>
          </button>
        ))}
      </div>
      <label for="reason">{t("Or in your own words")}</label>
      <input
        id="reason"
        class="field"
        autocomplete="off"
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      {long && <p class="form-note no">{t("That is too long.")}</p>}
      <div class="form-row">
        <button type="submit" class="button main" disabled={off}>
          {t("Decline")}
        </button>
      </div>
    </form>
  );
}
