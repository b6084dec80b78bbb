import { useComputed, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { number, numbered } from "../core/format.ts";
import { uuid7 } from "../core/ids.ts";
import { graphemes, splitSong, type Song } from "../core/text.ts";
import { now, tick } from "../core/ticking.ts";
import { plural, rich, t } from "../core/tongue.ts";
import { longest, open, type Row } from "../core/words.ts";
import { alike as alikeAmong } from "./alike.ts";
import { allowance } from "./allowance.ts";
import type { Page } from "./page.ts";

/** A song is asked for. */
export function Ask({ page }: { page: Page }): VNode {
  const before = page.outbox.writing();
  const song = useSignal(before.song);
  const dedication = useSignal(before.dedication);
  const note = useSignal(before.note);
  const name = useSignal(page.settings.name.value);
  const busy = useSignal(false);
  const problem = useSignal("");
  const asked = useSignal<Row | null>(null); // the request that the server knows this song by
  const id = useRef(uuid7());

  const understood = useComputed(() => splitSong(song.value));
  const alike = useComputed(() => {
    const rows = page.client.board.value?.rows;
    const same = rows?.get(asked.value?.id ?? "");
    const others = alikeAmong(rows?.values() ?? [], understood.value.title, understood.value.artist);
    return same ? [same, ...others.filter((row) => row.id !== same.id)] : others;
  });

  const write = (set: () => void) => {
    set();
    problem.value = "";
    asked.value = null;
    page.outbox.write({ song: song.value, dedication: dedication.value, note: note.value });
  };

  const send = async () => {
    const { title, artist } = understood.value;
    problem.value = mistake(title, artist, name.value, dedication.value, note.value);
    if (problem.value || busy.value) return;
    busy.value = true;
    page.settings.setName(name.value.trim());
    const text = { title, artist, name: name.value.trim(), dedication: dedication.value.trim(), note: note.value.trim() };
    const refusal = await page.ask({ id: id.current, ...text });
    busy.value = false;
    if (refusal) {
      id.current = uuid7();
      problem.value = refusal.message;
      asked.value = refusal.request;
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
      <Left page={page} />
      <label class="labelled">
        <span>{t("Song, artist")}</span>
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
          <Understood {...understood.value} />
        ) : (
          t("A comma divides song and artist.")
        )}
      </p>
      {alike.value.map((row) => (
        <Alike key={row.id} page={page} row={row} />
      ))}
      <details class="extras" open={dedication.value !== "" || note.value !== ""}>
        <summary>{t("Your name, a dedication, a note")}</summary>
        <Text label={t("Your name on the slip")} value={name.value} most={longest.name} onInput={(v) => write(() => (name.value = v))} />
        <Text label={page.client.board.value?.event.dedications ? t("Dedication, seen by all") : t("Dedication, for the DJ only")} value={dedication.value} most={longest.dedication} onInput={(v) => write(() => (dedication.value = v))} />
        <Text label={t("Note, for the DJ only")} value={note.value} most={longest.note} onInput={(v) => write(() => (note.value = v))} />
      </details>
      <p class="problem" role="alert">
        {problem.value || page.speech.alerted.value}
      </p>
      <button class="button main send" disabled={busy.value}>
        {busy.value ? t("Sending") : t("Send to the DJ")}
      </button>
    </form>
  );
}

/** The song as it will stand on the slip. */
function Understood({ title, artist }: Song): VNode {
  const song = (
    <b>
      <bdi>{title}</bdi>
    </b>
  );
  return <>{artist ? rich("{song} by {artist}", { song, artist: <bdi>{artist}</bdi> }) : song}</>;
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

/** What one may still ask for, counting down to the next time. */
function Left({ page }: { page: Page }): VNode | null {
  useEffect(tick, []);
  const board = page.client.board.value;
  const text = board && allowance(board, page.client.me.value, now.value);
  return text ? <p class="left">{text}</p> : null;
}

/** Somebody asked already: a vote does more than a second slip. */
function Alike({ page, row }: { page: Page; row: Row }): VNode {
  const waits = open(row.status);
  const { votes, mine } = page.client.shown(row);
  return (
    <div class="alike">
      <span>
        <span class="label">{waits ? t("Already asked") : row.status === "playing" ? t("Playing now") : t("Played tonight")}</span>
        <span class="song">
          <bdi>{row.title}</bdi> · {numbered(row.number)}
        </span>
      </span>
      {waits && (
        <button type="button" class="button" aria-pressed={mine} onClick={() => void page.vote(row, !mine)}>
          {mine ? t("Voted") : t("Vote instead")} · <span class="figure">{number(votes)}</span>
        </button>
      )}
    </div>
  );
}

function mistake(title: string, artist: string, name: string, dedication: string, note: string): string {
  if (!title) return t("Type the name of a song first.");
  const lengths: [string, string, number][] = [
    [t("Song, artist"), title, longest.title],
    [t("Song, artist"), artist, longest.artist],
    [t("Your name on the slip"), name, longest.name],
    [t("Dedication"), dedication, longest.dedication],
    [t("Note, for the DJ only"), note, longest.note],
  ];
  for (const [what, text, most] of lengths) {
    if (graphemes(text) > most) return `${what}: ${plural(most, "At most {n} character.", "At most {n} characters.")}`;
  }
  return "";
}
