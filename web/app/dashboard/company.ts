// Who else of the crew is at the desk: has a dashboard of this event open, on
// whichever server. It comes with presence, and is shown, never said.

import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Client } from "../core/client.ts";
import type { AtDesk } from "../core/words.ts";

/** Their names. Of oneself at another desk there is nothing to tell. */
export function othersAt(client: Pick<Client, "onFrame" | "me">): ReadonlySignal<readonly string[]> {
  const desk = signal<readonly AtDesk[]>([]);
  client.onFrame((frame) => {
    if (frame.type === "presence") desk.value = frame.desk ?? [];
  });
  return computed(() => {
    const me = client.me.value?.person;
    return me === undefined ? [] : desk.value.filter(({ person }) => person !== me).map(({ name }) => name);
  });
}
