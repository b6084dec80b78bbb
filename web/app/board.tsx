// The listener's board: takes over the page that the server rendered.

import { render } from "preact";
import { Board } from "./board/board.tsx";
import { Page } from "./board/page.ts";
import { keepTapsToTheirRow } from "./core/taps.ts";

const root = document.getElementById("app");
const event = document.body.dataset["event"];
if (root && event) {
  const page = new Page(event);
  page.start();
  keepTapsToTheirRow();
  // The server's rows stay until the board is here: its nodes are then reused.
  const stop = page.client.onFrame(() => {
    if (!page.client.board.value) return;
    stop();
    render(<Board page={page} />, root);
    void page.complete(false);
    if ("serviceWorker" in navigator) void keepForLater(page);
  });
  // For looking from outside: what is held, and its digest.
  Object.assign(window, { cueslip: page.client });
}

async function keepForLater(page: Page): Promise<void> {
  try {
    const { begin } = (await import(document.body.dataset["offline"]!)) as typeof import("./offline.ts");
    await begin(page.client);
  } catch {
    // A browser that keeps nothing still works, it only needs a network.
  }
}
