// What the page says aloud: one's own slips, what plays, open and closed, a ban,
// and the connection. Never votes.

import { effect } from "@preact/signals";
import { nowPlaying } from "../core/board.ts";
import { t } from "../core/tongue.ts";
import type { Row } from "../core/words.ts";
import { banned } from "./ban.ts";
import { fate } from "./fate.ts";
import type { Page } from "./page.ts";

const gates = {
  open: t("Requests are open."),
  last_call: t("Last call for requests."),
  closed: t("Requests are closed. Voting goes on."),
} as const;

function nowPlays({ title, artist }: Row): string {
  return artist ? t("Now playing: {title} by {artist}.", { title, artist }) : t("Now playing: {title}.", { title });
}

/** Starts speaking of changes; returns how to end that. */
export function speak(page: Page): () => void {
  let began = false;
  let playing: string | undefined;
  let gate: string | undefined;
  let ended = false;
  const fates = new Map<string, string>();

  const endBoard = effect(() => {
    const board = page.client.board.value;
    if (!board) return;
    const said: string[] = [];
    const now = nowPlaying(board);
    if (now && now.id !== playing) said.push(nowPlays(now));
    playing = now?.id;
    if (board.event.state === "ended" && !ended) said.push(t("The event has ended."));
    ended = board.event.state === "ended";
    if (board.event.gate !== gate && !ended) said.push(gates[board.event.gate]);
    gate = board.event.gate;
    for (const id of page.mine.value) {
      const row = board.rows.get(id);
      if (!row) continue;
      const { text } = fate(row);
      const before = fates.get(id);
      fates.set(id, text);
      if (before !== undefined && before !== text) said.unshift(t("Your number {number}, {title}: {fate}.", { number: row.number, title: row.title, fate: text }));
    }
    if (began && said.length > 0) page.speech.say(said.join(" "));
    began = true;
  });

  let down = false;
  const endLink = effect(() => {
    const state = page.client.link.value.state;
    if (state === "down" && !down) page.speech.say(t("The connection is lost. Trying again."));
    if (state === "live" && down) page.speech.say(t("Connected again."));
    down = state === "down";
  });

  let kept = false;
  const endBan = effect(() => {
    const ban = page.ban.value;
    if (ban) page.speech.say(banned(ban));
    if (!ban && kept) page.speech.say(t("You can ask and vote again."));
    kept = ban !== null;
  });

  return () => {
    endBoard();
    endBan();
    endLink();
  };
}
