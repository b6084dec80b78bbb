// What the page says aloud: one's own slips, what plays, open and closed, a ban,
// and the connection. Never votes.

import { effect } from "@preact/signals";
import { nowPlaying } from "../core/board.ts";
import { banned } from "./ban.ts";
import { fate } from "./fate.ts";
import type { Page } from "./page.ts";

const gates = {
  open: "Requests are open.",
  last_call: "Last call for requests.",
  closed: "Requests are closed. Voting goes on.",
} as const;

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
    if (now && now.id !== playing) said.push(`Now playing: ${now.title}${now.artist && ` by ${now.artist}`}.`);
    playing = now?.id;
    if (board.event.gate !== gate) said.push(gates[board.event.gate]);
    gate = board.event.gate;
    if (board.event.state === "ended" && !ended) said.push("The event has ended.");
    ended = board.event.state === "ended";
    for (const id of page.mine.value) {
      const row = board.rows.get(id);
      if (!row) continue;
      const { text } = fate(row);
      const before = fates.get(id);
      fates.set(id, text);
      if (before !== undefined && before !== text) said.unshift(`Your number ${row.number}, ${row.title}: ${text}.`);
    }
    if (began && said.length > 0) page.speech.say(said.join(" "));
    began = true;
  });

  let down = false;
  const endLink = effect(() => {
    const state = page.client.link.value.state;
    if (state === "down" && !down) page.speech.say("The connection is lost. Trying again.");
    if (state === "live" && down) page.speech.say("Connected again.");
    down = state === "down";
  });

  let kept = false;
  const endBan = effect(() => {
    const ban = page.ban.value;
    if (ban) page.speech.say(banned(ban));
    if (!ban && kept) page.speech.say("You can ask and vote again.");
    kept = ban !== null;
  });

  return () => {
    endBoard();
    endBan();
    endLink();
  };
}
