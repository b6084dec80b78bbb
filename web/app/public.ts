// A DJ's public page: beside the event's own time, the viewer's.

import { here } from "./core/zone.ts";
import { zone } from "./dj/plan.ts";

for (const element of document.querySelectorAll<HTMLTimeElement>("time[data-zone]")) {
  const also = here(new Date(element.dateTime).getTime(), element.dataset.zone ?? "", zone());
  if (also === "") continue;
  const words = document.createElement("span");
  words.className = "here";
  words.textContent = also;
  element.after(words);
}
