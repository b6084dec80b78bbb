// How many are at the events that are live: counts and nothing else, looked up
// now and then while somebody looks at the page. They are shown, never said.

import { call } from "../core/api.ts";
import { plural } from "../core/tongue.ts";

const EVERY = 10_000;

/** Follows for as long as the page lives. */
export function countHere(cards: Iterable<HTMLElement>): void {
  for (const card of cards) {
    const { code } = card.dataset;
    const shown = card.querySelector<HTMLElement>(".here");
    if (!code || !shown) continue;
    const look = () => {
      if (!document.hidden && navigator.onLine) void show(shown, code);
    };
    document.addEventListener("visibilitychange", look);
    setInterval(look, EVERY);
    look();
  }
}

/** A count that cannot be had is none: an old one would be a lie. */
async function show(shown: HTMLElement, code: string): Promise<void> {
  try {
    const { here } = await call<{ here: number }>("GET", `/events/${code}/presence`);
    shown.textContent = `${plural(here, "{n} here", "{n} here")} · `;
    shown.hidden = false;
  } catch {
    shown.hidden = true;
  }
}
