// How much listeners may ask for, and who hears of declines.

import { useSignal, type Signal } from "@preact/signals";
import type { VNode } from "preact";
import { t } from "../core/tongue.ts";
import type { Declines, Gig, Limits } from "../core/words.ts";
import type { Desk } from "./desk.ts";
import type { Rules } from "./eventmoves.ts";

const tellings: readonly { declines: Declines; label: string }[] = [
  { declines: "now", label: t("At once") },
  { declines: "end", label: t("When the event ends") },
  { declines: "never", label: t("Never") },
];

export function LimitsForm({ desk, gig }: { desk: Desk; gig: Gig }): VNode {
  const open = useSignal(gig.limits.open);
  const total = useSignal(gig.limits.total);
  const cooldown = useSignal(minutes(gig.limits.cooldown));
  const repeat = useSignal(minutes(gig.limits.repeat));
  const fade = useSignal(minutes(gig.limits.fade));
  const declines = useSignal(gig.declines);
  const voting = useSignal(gig.voting);
  const approval = useSignal(gig.approval);
  const quiet = useSignal(!gig.dedications);
  const save = (event: Event) => {
    event.preventDefault();
    const limits: Limits = {
      open: open.peek(),
      total: total.peek(),
      cooldown: Math.round(cooldown.peek() * 60),
      repeat: Math.round(repeat.peek() * 60),
      fade: Math.round(fade.peek() * 60),
    };
    const rules: Required<Rules> = {
      limits,
      declines: declines.peek(),
      voting: voting.peek(),
      approval: approval.peek(),
      dedications: !quiet.peek(),
    };
    const changed = changes(rules, gig);
    desk.close();
    if (Object.keys(changed).length > 0) desk.event.rules(changed);
  };
  return (
    <form class="form" onSubmit={save}>
      <p class="form-note">{t("0 is no limit. The crew itself has none.")}</p>
      <div class="grid">
        <Amount id="limit-open" label={t("Open requests of one person")} value={open} most={1000} first />
        <Amount id="limit-total" label={t("Open requests of everybody")} value={total} most={100_000} />
        <Amount id="limit-pause" label={t("Minutes between two requests of a person")} value={cooldown} most={1440} />
        <Amount id="limit-repeat" label={t("Minutes until a song may be asked for again")} value={repeat} most={1440} />
        <Amount id="limit-fade" label={t("Minutes until what nobody decided on is declined")} value={fade} most={10_080} />
      </div>
      <fieldset class="choices">
        <legend>{t("Listeners hear of a decline")}</legend>
        {tellings.map((each) => (
          <label key={each.declines} class="choice">
            <input
              type="radio"
              name="declines"
              checked={declines.value === each.declines}
              onChange={() => (declines.value = each.declines)}
            />
            {each.label}
          </label>
        ))}
      </fieldset>
      <Switch label={t("Voting is on")} value={voting} />
      <Switch label={t("Others see a request once it is approved")} value={approval} />
      <Switch label={t("Dedications are for the crew only")} value={quiet} />
      <div class="form-row save">
        <button type="submit" class="button main">
          {t("Save")}
        </button>
      </div>
    </form>
  );
}

interface AmountProps {
  id: string;
  label: string;
  value: Signal<number>;
  most: number;
  first?: boolean;
}

function Amount({ id, label, value, most, first = false }: AmountProps): VNode {
  return (
    <div class="amount">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="field short"
        type="number"
        min="0"
        max={most}
        step={id === "limit-open" || id === "limit-total" ? "1" : "any"}
        autofocus={first}
        required
        value={value.value}
        onInput={(event) => (value.value = event.currentTarget.valueAsNumber || 0)}
      />
    </div>
  );
}

function Switch({ label, value }: { label: string; value: Signal<boolean> }): VNode {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={value.value}
        onChange={(event) => (value.value = event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}

/** Seconds as minutes, to a tenth. */
function minutes(seconds: number): number {
  return Math.round(seconds / 6) / 10;
}

/** The rules that are other than the event's. */
function changes(rules: Required<Rules>, gig: Gig): Rules {
  const same = (Object.keys(rules.limits) as (keyof Limits)[]).every((each) => rules.limits[each] === gig.limits[each]);
  const fields = Object.entries(rules).filter(([name, value]) =>
    name === "limits" ? !same : value !== gig[name as keyof Rules],
  );
  return Object.fromEntries(fields);
}
