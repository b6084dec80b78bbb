// What the event does not take: songs, artists and words.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { number } from "../core/format.ts";
import { plural, rich, t } from "../core/tongue.ts";
import type { Block } from "../core/words.ts";
import { blockKey, blockText, pasted, words } from "./blocklist.ts";
import type { Desk } from "./desk.ts";

/** As many as the server keeps for one event. */
const MOST = 1000;

export function Blocks({ desk }: { desk: Desk }): VNode {
  const all = desk.deck.books.blocks.value;
  return (
    <div class="form">
      <SongsForm desk={desk} />
      <WordsForm desk={desk} />
      <h3 class="label">
        {rich("Not taken {count} of {most}", { count: <span class="figure">{number(all.length)}</span>, most: number(MOST) })}
      </h3>
      {all.length === 0 && <p class="form-note">{t("Nothing yet: every song and every word is taken.")}</p>}
      <ul class="people" aria-label={t("Not taken")}>
        {all.map((block) => (
          <li key={blockKey(block)} class="person">
            <p class="person-text">
              {block.kind === "word" && <span class="tag">{t("Word")}</span>}
              <bdi>{blockText(block)}</bdi>
            </p>
            <button
              type="button"
              class="dots"
              aria-label={t("Take again: {what}", { what: blockText(block) })}
              onClick={() => desk.crowd.unblock(block)}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function SongsForm({ desk }: { desk: Desk }): VNode {
  const text = useSignal("");
  const { blocks, tooLong } = pasted(text.value);
  return (
    <AddForm
      desk={desk}
      blocks={blocks}
      sent={() => (text.value = "")}
      note={noteOf(blocks, tooLong)}
    >
      <label for="not-played">{t("Do not play, one on each line: “Artist - Title”, or an artist alone")}</label>
      <textarea
        id="not-played"
        class="field"
        rows={4}
        autofocus
        value={text.value}
        placeholder={"Cold Harbour - Lantern Moth\nThe Tidal Clocks"}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
    </AddForm>
  );
}

function WordsForm({ desk }: { desk: Desk }): VNode {
  const text = useSignal("");
  return (
    <AddForm
      desk={desk}
      blocks={words(text.value)}
      sent={() => (text.value = "")}
      note={t("Requests with one of these in any text are refused. Nothing else is.")}
    >
      <label for="not-said">{t("Words that are not taken, between commas")}</label>
      <input
        id="not-said"
        class="field"
        autocomplete="off"
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
    </AddForm>
  );
}

interface AddFormProps {
  desk: Desk;
  blocks: readonly Block[];
  note: string;
  sent: () => void;
  children: VNode[];
}

/** A field, what was read of it, and the button that adds that. */
function AddForm({ desk, blocks, note, sent, children }: AddFormProps): VNode {
  const problem = useSignal("");
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (blocks.length === 0) return;
        void desk.crowd.block(blocks).then((refusal) => (problem.value = refusal));
        sent();
      }}
    >
      {children}
      {problem.value === "" ? (
        <p class="form-note">{note}</p>
      ) : (
        <p class="form-note no" role="alert">
          {problem.value}
        </p>
      )}
      <div class="form-row">
        <button type="submit" class="button" disabled={blocks.length === 0}>
          {blocks.length > 1 ? plural(blocks.length, "Add {n}", "Add {n}") : t("Add")}
        </button>
      </div>
    </form>
  );
}

function noteOf(blocks: readonly Block[], tooLong: number): string {
  const read = blocks.length > 0 ? counted(blocks) : t("Case, accents and what stands in brackets do not matter.");
  return tooLong > 0 ? `${read} ${plural(tooLong, "{n} line is too long.", "{n} lines are too long.")}` : read;
}

function counted(blocks: readonly Block[]): string {
  const songs = blocks.filter((block) => block.kind === "song").length;
  const artists = blocks.length - songs;
  const parts = [
    songs > 0 && plural(songs, "{n} song", "{n} songs"),
    artists > 0 && plural(artists, "{n} artist with everything", "{n} artists with everything"),
  ];
  return `${parts.filter(Boolean).join(" · ")}.`;
}
