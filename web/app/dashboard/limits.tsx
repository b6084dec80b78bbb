// How much one listener may ask for, and who hears of declines.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Declines, Gig } from "../core/words.ts";
import type { Desk } from "./desk.ts";

const tellings: readonly { declines: Declines; label: string }[] = [
  { declines: "now", label: "At once" },
  { declines: "end", label: "When the event ends" },
  { declines: "never", label: "Never" },
];

export function LimitsForm({ desk, gig }: { desk: Desk; gig: Gig }): VNode {
  const open = useSignal(gig.limits.open);
  const minutes = useSignal(Math.round(gig.limits.cooldown / 6) / 10);
  const declines = useSignal(gig.declines);
  const voting = useSignal(gig.voting);
  const save = (event: Event) => {
    event.preventDefault();
    const limits = { ...gig.limits, open: open.peek(), cooldown: Math.round(minutes.peek() * 60) };
    desk.close();
    if (voting.peek() !== gig.voting) desk.moves.voting(voting.peek());
    const changed =
      limits.open !== gig.limits.open || limits.cooldown !== gig.limits.cooldown || declines.peek() !== gig.declines;
    if (changed) desk.moves.limits(limits, declines.peek());
  };
  return (
    <form class="form" onSubmit={save}>
      <label for="limit-open">Open requests per person (0: any number)</label>
      <input
        id="limit-open"
        class="field short"
        type="number"
        min="0"
        max="1000"
        step="1"
        autofocus
        required
        value={open.value}
        onInput={(event) => (open.value = event.currentTarget.valueAsNumber || 0)}
      />
      <label for="limit-pause">Minutes between two requests of a person</label>
      <input
        id="limit-pause"
        class="field short"
        type="number"
        min="0"
        max="1440"
        step="any"
        required
        value={minutes.value}
        onInput={(event) => (minutes.value = event.currentTarget.valueAsNumber || 0)}
      />
      <fieldset class="choices">
        <legend>Listeners hear of a decline</legend>
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
      <label class="choice">
        <input
          type="checkbox"
          checked={voting.value}
          onChange={(event) => (voting.value = event.currentTarget.checked)}
        />
        Voting is on
      </label>
      <div class="form-row">
        <button type="submit" class="button main">
          Save
        </button>
      </div>
    </form>
  );
}
