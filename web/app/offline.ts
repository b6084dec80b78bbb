// Keeps the board for when there is no network, loaded after the first paint and
// only where browsers allow it: on https, and on this machine.

import type { Client } from "./core/client.ts";
import { boardOf, CACHE, dated } from "./worker/kept.ts";
import { register } from "./worker/register.ts";

/** Starts the service worker, and keeps the board as it is now whenever the line
 * breaks or the page is left: a page load may be hours ago by then. */
export async function begin(client: Client): Promise<void> {
  const path = boardOf(location.pathname);
  const keep = async () => {
    const board = client.board.peek();
    const { fresh } = client.link.peek();
    if (!board || fresh === 0) return;
    const { cookie, event, rows, features } = board;
    const cache = await caches.open(CACHE);
    if (!(await cache.match(location.pathname))) return; // another board is kept by now
    await cache.put(path, dated(JSON.stringify({ type: "board", cookie, event, requests: [...rows.values()], features }), fresh));
  };
  await register();
  client.link.subscribe(({ state }) => void (state === "down" && keep()));
  document.addEventListener("visibilitychange", () => void (document.visibilityState === "hidden" && keep()));
}
