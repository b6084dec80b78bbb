// Who may ask and vote, each way in with what it means.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { t } from "../core/tongue.ts";
import type { Gig } from "../core/words.ts";
import { admissions } from "./eventmoves.ts";
import type { Desk } from "./desk.ts";

export function AdmissionForm({ desk, gig }: { desk: Desk; gig: Gig }): VNode {
  const admission = useSignal(gig.admission);
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        desk.close();
        if (admission.peek() !== gig.admission) desk.event.admit(admission.peek());
      }}
    >
      <fieldset class="choices">
        <legend>{t("May ask and vote")}</legend>
        {admissions.map((each, i) => (
          <label key={each.admission} class="choice tall">
            <input
              type="radio"
              name="admission"
              autofocus={i === 0}
              checked={admission.value === each.admission}
              onChange={() => (admission.value = each.admission)}
            />
            <span>
              {each.label}
              <span class="person-line">{each.means}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p class="form-note">{t("Everybody can read the board, and the crew may always do everything.")}</p>
      <div class="form-row">
        <button type="submit" class="button main">
          {t("Save")}
        </button>
        <a class="button" href={`/dj/${gig.code}/door`} target="_blank" rel="noopener">
          {t("Room's screen")}
        </a>
      </div>
    </form>
  );
}
