// The widget that pages of others frame: takes over what the server rendered.

import { effect } from "@preact/signals";
import { render } from "preact";
import { View } from "./embed/view.tsx";
import { Widget } from "./embed/widget.ts";

const root = document.getElementById("app");
const { event, count } = document.body.dataset;
if (root && event) {
  const widget = new Widget(event, Number(count));
  widget.start();
  // The server's rows stay until the board is here: its nodes are then reused.
  const stop = effect(() => {
    if (!widget.board.value) return;
    queueMicrotask(() => stop());
    render(<View widget={widget} />, root);
  });
}
