// A rehearsal: an event with a made-up crowd, to find one's way about the
// dashboard before anybody looks.

import { call } from "../core/api.ts";

/** Makes the button open one; tell says why it could not. */
export function beginRehearsal(place: HTMLElement, tell: (problem: unknown) => void): void {
  const button = place.querySelector("button");
  if (!button) return;
  place.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { code } = await call<{ code: string }>("POST", "/rehearsals");
      location.assign(`/dj/${code}`);
    } catch (problem) {
      button.disabled = false;
      tell(problem);
    }
  });
}
