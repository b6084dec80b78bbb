// What the room's screen shows, of what the server says of an event's door.

import type { Admission } from "../core/words.ts";

/** What is read of the answer. */
export interface Door {
  admission: Admission;
  room: { code: string; until: number }; // Unix ms of the server's clock
}

export interface Frame {
  qr: string; // the address of the picture
  code: string; // "" when the event asks for none
  until: number; // Unix ms of this machine's clock; Infinity without a code
}

/** skew is how far this machine's clock is ahead of the server's. */
export function frameOf(event: string, { admission, room }: Door, skew: number): Frame {
  const qr = `/e/${event}/qr.svg`;
  if (admission !== "room_code") return { qr, code: "", until: Infinity };
  return { qr: `${qr}?room=${room.code}`, code: room.code, until: room.until + skew };
}
