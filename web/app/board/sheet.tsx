import { useComputed, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { number, slip, time } from "../core/format.ts";
import { uuid7 } from "../core/ids.ts";
import { graphemes, splitSong } from "../core/text.ts";
import { longest, open, type Row } from "../core/words.ts";
import { alike as alikeAmong } from "./alike.ts";
import type { Page } from "./page.ts";

/** The sheet in which a song is asked for. */
export function Sheet({ page }: { page: Page }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = page.sheet.value;
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby="ask-title"
      onClose={() => (page.sheet.value = false)}
      onClick={(e) => {
        if (e.target === dialog.current) page.sheet.value = false; // beside it
      }}
    >
      {isOpen && <Ask page={page} />}
    </dialog>
  );
}

function Ask({ page }: { page: Page }): VNode {
  const before = page.outbox.writing();
  const song = useSignal(before.song);
  const dedication = useSignal(before.dedication);
  const note = useSignal(before.note);
  const name = useSignal(page.settings.name.value);
  const busy = useSignal(false);
  const problem = useSignal("");
  const id = useRef(uuid7());

  const understood = useComputed(() => splitSong(song.value));
  const alike = useComputed(() => alikeAmong(page.client.board.value?.rows.values() ?? [], understood.value.title, understood.value.artist));

  const write = (set: () => void) => {
    set();
    problem.value = "";
    page.outbox.write({ song: song.value, dedication: dedication.value, note: note.value });
  };

  const send = async () => {
    const { title, artist } = understood.value;
    problem.value = mistake(title, artist, name.value, dedication.value, note.value);
    if (problem.value || busy.value) return;
    busy.value = true;
    page.settings.setName(name.value.trim());
    const text = { title, artist, name: name.value.trim(), dedication: dedication.value.trim(), note: note.value.trim() };
    const done = await page.ask({ id: id.current, ...text });
    busy.value = false;
    if (!done) {
      id.current = uuid7();
      return;
    }
    page.outbox.write(null);
    page.sheet.value = false;
  };

  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      <div class="top">
        <h2 id="ask-title">Request a song</h2>
        <Left page={page} />
        <button type="button" class="button quiet close" onClick={() => (page.sheet.value = false)}>
          ✕<span class="unseen"> Close</span>
        </button>
      </div>
      <label class="labelled">
        <span>Song, artist</span>
        <input
          class="field"
          value={song.value}
          autofocus
          autocomplete="off"
          enterkeyhint="send"
          aria-describedby="ask-understood"
          onInput={(e) => {
            const { value } = e.currentTarget;
            write(() => (song.value = value));
          }}
        />
      </label>
      <p class="understood" id="ask-understood">
        {understood.value.title ? (
          <>
            <b>
              <bdi>{understood.value.title}</bdi>
            </b>
            {understood.value.artist && (
              <>
                {" by "}
                <bdi>{understood.value.artist}</bdi>
              </>
            )}
          </>
        ) : (
          "A comma divides song and artist."
        )}
      </p>
      {alike.value.map((row) => (
        <Alike key={row.id} page={page} row={row} />
      ))}
      <details class="extras" open={dedication.value !== "" || note.value !== ""}>
        <summary>Your name, a dedication, a note</summary>
        <Text label="Your name on the slip" value={name.value} most={longest.name} onInput={(v) => write(() => (name.value = v))} />
        <Text label="Dedication, seen by all" value={dedication.value} most={longest.dedication} onInput={(v) => write(() => (dedication.value = v))} />
        <Text label="Note, for the DJ only" value={note.value} most={longest.note} onInput={(v) => write(() => (note.value = v))} />
      </details>
      {problem.value && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      <button class="button main send" disabled={busy.value}>
        {busy.value ? "Sending" : "Send to the DJ"}
      </button>
    </form>
  );
}

interface TextProps {
  label: string;
  value: string;
  most: number;
  onInput: (value: string) => void;
}

function Text({ label, value, most, onInput }: TextProps): VNode {
  const left = most - graphemes(value);
  return (
    <label class="labelled">
      <span>
        {label} {left < 20 && <span class="figure">{number(left)}</span>}
      </span>
      <input class="field" value={value} autocomplete="off" onInput={(e) => onInput(e.currentTarget.value)} />
    </label>
  );
}

/** "1 of 3 left, next 22:50". */
function Left({ page }: { page: Page }): VNode | null {
  const most = page.client.board.value?.event.limits.open ?? 0;
  const limits = page.client.me.value?.limits;
  const left = limits ? limits.left : most || null;
  const next = limits?.next_at ?? 0;
  const parts: string[] = [];
  if (left !== null && most > 0) parts.push(`${number(left)} of ${number(most)} left`);
  if (next > Date.now()) parts.push(`next ${time(next)}`);
  return parts.length > 0 ? <span class="left">{parts.join(", ")}</span> : null;
}

/** Somebody asked already: a vote does more than a second slip. */
function Alike({ page, row }: { page: Page; row: Row }): VNode {
  const waits = open(row.status);
  const { votes, mine } = page.client.shown(row);
  return (
    <div class="alike">
      <span>
        <span class="label">{waits ? "Already asked" : row.status === "playing" ? "Playing now" : "Played tonight"}</span>
        <span class="song">
          <bdi>{row.title}</bdi> · No. {slip(row.number)}
        </span>
      </span>
      {waits && (
        <button type="button" class="button" aria-pressed={mine} onClick={() => void page.vote(row, !mine)}>
          {mine ? "Voted" : "Vote instead"} · <span class="figure">{number(votes)}</span>
        </button>
      )}
    </div>
  );
}

function mistake(title: string, artist: string, name: string, dedication: string, note: string): string {
  if (!title) return "Type the name of a song first.";
  const lengths: [string, string, number][] = [
    ["The song", title, longest.title],
    ["The artist", artist, longest.artist],
    ["Your name", name, longest.name],
    ["The dedication", dedication, longest.dedication],
    ["The note", note, longest.note],
  ];
  for (const [what, text, most] of lengths) {
    if (graphemes(text) > most) return `${what} may have ${number(most)} characters at most.`;
  }
  return "";
}
