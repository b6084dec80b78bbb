// One line to everybody: shown on every board until it is taken down.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { graphemes } from "../core/text.ts";
import { plural, t } from "../core/tongue.ts";
import { longest, type Gig } from "../core/words.ts";
import type { Desk } from "./desk.ts";

export function AnnounceForm({ desk, gig }: { desk: Desk; gig: Gig }): VNode {
  const text = useSignal(gig.announcement ?? "");
  const left = longest.announcement - graphemes(text.value.trim());
  const post = (announcement: string) => {
    desk.close();
    if (announcement.trim() !== (gig.announcement ?? "")) desk.event.announce(announcement);
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (left >= 0) post(text.peek());
      }}
    >
      <label for="announcement">{t("Everybody sees it on the board")}</label>
      <input
        id="announcement"
        class="field"
        autocomplete="off"
        autofocus
        value={text.value}
        placeholder={t("Last requests at 01:30")}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <p class={left < 0 ? "form-note no" : "form-note"}>
        {left < 0 ? plural(-left, "{n} character too long", "{n} characters too long") : plural(left, "{n} character left", "{n} characters left")}
      </p>
      <div class="form-row">
        <button type="submit" class="button main" disabled={left < 0 || text.value.trim() === ""}>
          {t("Announce")} <kbd>↵</kbd>
        </button>
        {gig.announcement && (
          <button type="button" class="button" onClick={() => post("")}>
            {t("Take down")}
          </button>
        )}
      </div>
    </form>
  );
}
