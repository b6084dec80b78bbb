// A song that nobody asked for: one field, playing at once.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { graphemes, splitSong } from "../core/text.ts";
import { t } from "../core/tongue.ts";
import { longest } from "../core/words.ts";
import type { Desk } from "./desk.ts";

export function OwnForm({ desk }: { desk: Desk }): VNode {
  const typed = useSignal("");
  const { title, artist } = splitSong(typed.value);
  const long = graphemes(title) > longest.title || graphemes(artist) > longest.artist;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (title === "" || long) return;
        desk.close();
        desk.moves.own(typed.peek());
      }}
    >
      <label for="own-song">{t("Title, artist")}</label>
      <input
        id="own-song"
        class="field"
        autocomplete="off"
        autofocus
        value={typed.value}
        placeholder="Lantern Moth, Cold Harbour"
        onInput={(event) => (typed.value = event.currentTarget.value)}
      />
      <p class="form-note">
        {long ? (
          <span class="no">{t("That is too long.")}</span>
        ) : title === "" ? (
          t("It plays at once; what plays now becomes played.")
        ) : (
          <>
            ▶ <bdi>{title}</bdi>
            {artist && (
              <>
                {" — "}
                <bdi>{artist}</bdi>
              </>
            )}
          </>
        )}
      </p>
      <div class="form-row">
        <button type="submit" class="button main" disabled={title === "" || long}>
          {t("Play")} <kbd>↵</kbd>
        </button>
      </div>
    </form>
  );
}
