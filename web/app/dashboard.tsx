// The DJ's dashboard. The server's markup stays until the board is here, then
// this takes its place.

import { effect } from "@preact/signals";
import { render } from "preact";
import { keepTapsToTheirRow } from "./core/taps.ts";
import { App } from "./dashboard/app.tsx";
import { Desk } from "./dashboard/desk.ts";

const root = document.getElementById("dashboard");
const { event, link } = document.body.dataset;
if (root && event) {
  const desk = new Desk(event);
  desk.start();
  keepTapsToTheirRow();
  const stop = effect(() => {
    if (!desk.deck.gig.value) return;
    queueMicrotask(() => {
      stop();
      root.replaceChildren();
      render(<App desk={desk} link={link ?? `${location.origin}/e/${event}`} />, root);
      desk.selection.focusing.value++;
    });
  });
  // For looking from outside: what is held, and its digest.
  Object.assign(window, { cueslip: desk.deck.client });
}
